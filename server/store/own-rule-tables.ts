import type { ColumnType, Generated } from 'kysely';
import type { OwnRuleAction } from '../contract/own-rule.js';

type Instant = ColumnType<Date, Date, Date>;

/** A rule file that a tenant's people wrote in the dashboard. */
export interface OwnRuleTable {
  id: Generated<string>;
  tenant_id: string;
  title: string;
  /** Number of the version saved last. */
  latest: number;
  /** Number of the version in force; null: none is. */
  in_force: number | null;
  /** The latest version is to come into force when another person has approved it. */
  waiting: boolean;
  /** Grows with every act: optimistic locking. */
  revision: number;
  updated_at: Instant;
  updated_by: string;
}

export interface OwnRuleVersionTable {
  tenant_id: string;
  own_rule_id: string;
  number: number;
  yaml: string;
  saved_at: Instant;
  saved_by: string;
  approved_at: ColumnType<Date | null, Date | null, Date | null>;
  approved_by: string | null;
}

export interface OwnRuleActTable {
  id: Generated<number>;
  tenant_id: string;
  own_rule_id: string;
  at: Instant;
  by: string;
  action: OwnRuleAction;
  number: number;
  reason: string | null;
}

/** Whether a second person has to approve what comes into force; no row: not. */
export interface OwnRuleReviewTable {
  tenant_id: string;
  required: boolean;
  updated_at: Instant;
  updated_by: string;
}

/** The part of the database with rules written in the dashboard. */
export interface OwnRuleTables {
  own_rule: OwnRuleTable;
  own_rule_version: OwnRuleVersionTable;
  own_rule_act: OwnRuleActTable;
  own_rule_review: OwnRuleReviewTable;
}
