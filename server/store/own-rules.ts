import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { OwnRule, OwnRuleDetail } from '../contract/own-rule.js';
import { reviewRequired } from './own-rule-review.js';
import type { OwnRuleTable } from './own-rule-tables.js';
import type { Database } from './tables.js';

/** A file of a tenant's own rules. */
export interface OwnRuleKey {
  tenant: string;
  id: string;
}

/** A version that is in force. */
export interface OwnRuleText extends OwnRuleKey {
  yaml: string;
}

const shownActs = 200;

/** @returns a tenant's own rules, by title */
export async function listOwnRules(db: Kysely<Database>, tenant: string): Promise<OwnRule[]> {
  const rows = await db
    .selectFrom('own_rule')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('title')
    .orderBy('id')
    .execute();
  return rows.map(toOwnRule);
}

/**
 * @returns one with its versions and what was done with it, latest first
 * @throws GrundwachtError NOT_FOUND
 */
export async function getOwnRule(db: Kysely<Database>, { tenant, id }: OwnRuleKey): Promise<OwnRuleDetail> {
  const [row, versions, acts, review] = await Promise.all([
    db
      .selectFrom('own_rule')
      .selectAll()
      .where('id', '=', id)
      .where('tenant_id', '=', tenant)
      .executeTakeFirst(),
    db
      .selectFrom('own_rule_version')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('own_rule_id', '=', id)
      .orderBy('number', 'desc')
      .execute(),
    db
      .selectFrom('own_rule_act')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('own_rule_id', '=', id)
      .orderBy('id', 'desc')
      .limit(shownActs)
      .execute(),
    reviewRequired(db, tenant),
  ]);
  if (row === undefined) throw missing(id);
  return {
    ...toOwnRule(row),
    review_required: review,
    versions: versions.map(({ number, yaml, saved_at, saved_by, approved_at, approved_by }) => ({
      ...{ number, yaml, saved_by, approved_by },
      saved_at: saved_at.toISOString(),
      approved_at: approved_at?.toISOString() ?? null,
    })),
    acts: acts.map(({ at, by, action, number, reason }) => {
      return { at: at.toISOString(), by, action, number, reason };
    }),
  };
}

/** @returns the texts that are in force, of every tenant that the database connection sees */
export async function ownRulesInForce(db: Kysely<Database>): Promise<OwnRuleText[]> {
  const rows = await db
    .selectFrom('own_rule')
    .innerJoin('own_rule_version', (join) =>
      join
        .onRef('own_rule_version.tenant_id', '=', 'own_rule.tenant_id')
        .onRef('own_rule_version.own_rule_id', '=', 'own_rule.id')
        .onRef('own_rule_version.number', '=', 'own_rule.in_force'),
    )
    .select(['own_rule.tenant_id as tenant', 'own_rule.id', 'own_rule_version.yaml'])
    .orderBy('own_rule.tenant_id')
    .orderBy('own_rule.id')
    .execute();
  return rows;
}

/**
 * @returns the row of a file
 * @throws GrundwachtError NOT_FOUND
 */
export async function findOwnRule(db: Kysely<Database>, { tenant, id }: OwnRuleKey) {
  const row = await db
    .selectFrom('own_rule')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw missing(id);
  return row;
}

function missing(id: string): GrundwachtError {
  return new GrundwachtError('NOT_FOUND', { message: 'there is no rule of your own {id}', values: { id } });
}

type OwnRuleRow = { [Column in keyof OwnRuleTable]: unknown } & {
  id: string;
  tenant_id: string;
  title: string;
  latest: number;
  in_force: number | null;
  waiting: boolean;
  revision: number;
  updated_at: Date;
  updated_by: string;
};

function toOwnRule({ tenant_id, updated_at, ...row }: OwnRuleRow): OwnRule {
  return { ...row, tenant: tenant_id, updated_at: updated_at.toISOString() };
}
