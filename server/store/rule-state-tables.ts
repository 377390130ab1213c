import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Level } from '../contract/detection.js';
import type { RuleStateAction } from '../contract/rule-state.js';

type Instant = ColumnType<Date, Date, Date>;

/** What a tenant's people decided about a rule; no row: nothing. */
export interface RuleStateTable {
  tenant_id: string;
  rule_id: string;
  enabled: boolean;
  /** In place of the rule's own level. */
  level: Level | null;
  /** Grows with every change of the state or of an exception: optimistic locking. */
  version: number;
  updated_at: Instant;
  updated_by: string;
}

/** Events that a rule is not to count. */
export interface RuleExceptionTable {
  id: Generated<string>;
  tenant_id: string;
  rule_id: string;
  title: string;
  reason: string;
  /** YAML. */
  detection: string;
  author: string;
  created_at: Instant;
  expires_at: ColumnType<Date | null, Date | null, Date | null>;
}

/** Whether a set of rules is in force for a tenant; no row: it is. */
export interface RuleSetStateTable {
  tenant_id: string;
  set_name: string;
  in_force: boolean;
  version: number;
  updated_at: Instant;
  updated_by: string;
}

/** Every change of the three tables above. */
export interface RuleStateHistoryTable {
  id: Generated<number>;
  tenant_id: string;
  /** Either this or the set. */
  rule_id: string | null;
  set_name: string | null;
  at: Instant;
  by: string;
  action: RuleStateAction;
  old: JSONColumnType<object | null>;
  new: JSONColumnType<object | null>;
  reason: string | null;
}

/** The decisions' part of the database. */
export interface RuleStateTables {
  rule_state: RuleStateTable;
  rule_exception: RuleExceptionTable;
  rule_set_state: RuleSetStateTable;
  rule_state_history: RuleStateHistoryTable;
}
