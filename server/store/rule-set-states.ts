import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { type Author, noteChange } from './rule-state-history.js';
import type { Database } from './tables.js';

/** Whether a set is in force for a tenant; version 0: nobody decided, it is. */
export interface RuleSetState {
  set: string;
  in_force: boolean;
  version: number;
}

/** @returns the sets about which something was decided for the tenant */
export async function listRuleSetStates(db: Kysely<Database>, tenant: string): Promise<RuleSetState[]> {
  return db
    .selectFrom('rule_set_state')
    .select(['set_name as set', 'in_force', 'version'])
    .where('tenant_id', '=', tenant)
    .orderBy('set_name')
    .execute();
}

/**
 * Puts a set in force for a tenant or out of it, and notes it.
 * @throws GrundwachtError CONFLICT when somebody else changed it since `change.version`
 */
export async function changeRuleSetState(
  trx: Transaction<Database>,
  { tenant, set }: { tenant: string; set: string },
  change: { in_force: boolean; version: number },
  author: Author,
): Promise<RuleSetState> {
  const { in_force, version } = change;
  const updated = { updated_at: new Date(author.now), updated_by: author.by };
  await trx
    .insertInto('rule_set_state')
    .values({ tenant_id: tenant, set_name: set, in_force: true, version: 0, ...updated })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'set_name']).doNothing())
    .execute();
  const old = await trx
    .selectFrom('rule_set_state')
    .select(['in_force', 'version'])
    .where('tenant_id', '=', tenant)
    .where('set_name', '=', set)
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (old.version !== version) {
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message: 'the set {set} has version {version}, the change was made from version {based_on}; reload',
      values: { set, version: old.version, based_on: version },
    });
  }
  await trx
    .updateTable('rule_set_state')
    .set({ in_force, version: version + 1, ...updated })
    .where('tenant_id', '=', tenant)
    .where('set_name', '=', set)
    .execute();
  if (in_force !== old.in_force) {
    const action = in_force ? 'set_enabled' : 'set_disabled';
    await noteChange(trx, { tenant, set }, author, {
      action,
      old: { in_force: old.in_force },
      new: { in_force },
    });
  }
  return { set, in_force, version: version + 1 };
}
