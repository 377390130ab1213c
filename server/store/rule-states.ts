import type { Kysely, Selectable, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { RuleException, RuleState, RuleStateChange } from '../contract/rule-state.js';
import { type Author, noteChange } from './rule-state-history.js';
import type { RuleExceptionTable, RuleStateTable } from './rule-state-tables.js';
import type { Database } from './tables.js';

/** A rule in a tenant. */
export interface RuleOfTenant {
  tenant: string;
  rule: string;
}

/** @returns what was decided about the tenant's rules; rules without a decision are not listed */
export async function listRuleStates(db: Kysely<Database>, tenant: string): Promise<RuleState[]> {
  const [states, exceptions] = await Promise.all([
    db.selectFrom('rule_state').selectAll().where('tenant_id', '=', tenant).orderBy('rule_id').execute(),
    selectExceptions(db).where('tenant_id', '=', tenant).execute(),
  ]);
  const byRule = new Map<string, typeof exceptions>();
  for (const row of exceptions) byRule.set(row.rule_id, [...(byRule.get(row.rule_id) ?? []), row]);
  return states.map((row) => toRuleState(row, byRule.get(row.rule_id) ?? []));
}

/** @returns the rule's state in the tenant; that of a rule nobody decided about has version 0 */
export async function getRuleState(db: Kysely<Database>, { tenant, rule }: RuleOfTenant): Promise<RuleState> {
  const [state, exceptions] = await Promise.all([
    db
      .selectFrom('rule_state')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('rule_id', '=', rule)
      .executeTakeFirst(),
    selectExceptions(db).where('tenant_id', '=', tenant).where('rule_id', '=', rule).execute(),
  ]);
  if (state !== undefined) return toRuleState(state, exceptions);
  const untouched = { enabled: true, level: null, exceptions: [], updated_at: null, updated_by: null };
  return { tenant, rule, ...untouched, version: 0 };
}

/**
 * Switches a rule on or off, or changes its level, and notes it.
 * @returns the state as it is now
 * @throws GrundwachtError CONFLICT when somebody else changed it since `change.version`
 */
export async function changeRuleState(
  trx: Transaction<Database>,
  key: RuleOfTenant,
  change: RuleStateChange,
  author: Author,
): Promise<RuleState> {
  const old = await claimState(trx, key, change.version, author);
  const { enabled = old.enabled, level = old.level } = change;
  if (enabled !== old.enabled) {
    const action = enabled ? 'enabled' : 'disabled';
    await noteChange(trx, key, author, { action, old: { enabled: old.enabled }, new: { enabled } });
  }
  if (level !== old.level) {
    await noteChange(trx, key, author, { action: 'level', old: { level: old.level }, new: { level } });
  }
  await trx
    .updateTable('rule_state')
    .set({ enabled, level })
    .where('tenant_id', '=', key.tenant)
    .where('rule_id', '=', key.rule)
    .execute();
  return getRuleState(trx, key);
}

/**
 * Takes the row of a rule's state for this transaction and counts its version on.
 * @param version the version that the change is made from
 * @returns the state before
 * @throws GrundwachtError CONFLICT when it has another version
 */
export async function claimState(
  trx: Transaction<Database>,
  { tenant, rule }: RuleOfTenant,
  version: number,
  { by, now }: Author,
): Promise<Selectable<RuleStateTable>> {
  const updated = { updated_at: new Date(now), updated_by: by };
  await trx
    .insertInto('rule_state')
    .values({ tenant_id: tenant, rule_id: rule, enabled: true, level: null, version: 0, ...updated })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'rule_id']).doNothing())
    .execute();
  const state = await trx
    .selectFrom('rule_state')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('rule_id', '=', rule)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (state.version !== version) {
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message:
        "the rule's state has version {version}, the change was made from version {based_on}; reload it and make the change again",
      values: { version: state.version, based_on: version },
    });
  }
  await trx
    .updateTable('rule_state')
    .set({ version: version + 1, ...updated })
    .where('tenant_id', '=', tenant)
    .where('rule_id', '=', rule)
    .execute();
  return state;
}

function selectExceptions(db: Kysely<Database>) {
  return db.selectFrom('rule_exception').selectAll().orderBy('created_at').orderBy('id');
}

function toRuleState(
  row: Selectable<RuleStateTable>,
  exceptions: readonly Selectable<RuleExceptionTable>[],
): RuleState {
  const { tenant_id, rule_id, updated_at, ...rest } = row;
  return {
    tenant: tenant_id,
    rule: rule_id,
    ...rest,
    exceptions: exceptions.map(toRuleException),
    updated_at: updated_at.toISOString(),
  };
}

/** @returns the row in the API's form */
export function toRuleException(row: Selectable<RuleExceptionTable>): RuleException {
  const { tenant_id: _, rule_id: __, created_at, expires_at, ...rest } = row;
  return { ...rest, created_at: created_at.toISOString(), expires_at: expires_at?.toISOString() ?? null };
}
