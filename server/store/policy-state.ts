import type { Kysely } from 'kysely';
import type { PolicyState, TenantPolicyState } from '../contract/policy-state.js';
import type { Database } from './tables.js';

/**
 * @param disabled ids of rules that the configuration switches off everywhere
 * @returns the decisions of all tenants as the engine takes them
 */
export async function readPolicyState(
  db: Kysely<Database>,
  disabled: readonly string[],
): Promise<PolicyState> {
  // One snapshot: a decision in one of the tables must not be seen without its part in the others.
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const tenants = new Map<string, TenantPolicyState>();
      const rules = new Map<string, TenantPolicyState['rules'][number]>();
      const of = (tenant: string): TenantPolicyState => {
        const known = tenants.get(tenant) ?? { tenant, sets_off: [], rules: [] };
        tenants.set(tenant, known);
        return known;
      };
      for (const row of await trx.selectFrom('rule_set_state').selectAll().orderBy('set_name').execute()) {
        if (!row.in_force) of(row.tenant_id).sets_off.push(row.set_name);
      }
      for (const row of await trx.selectFrom('rule_state').selectAll().orderBy('rule_id').execute()) {
        const { tenant_id, rule_id, enabled, level } = row;
        const state = { rule: rule_id, enabled, level, exceptions: [] };
        of(tenant_id).rules.push(state);
        rules.set(`${tenant_id} ${rule_id}`, state);
      }
      for (const row of await trx.selectFrom('rule_exception').selectAll().orderBy('created_at').execute()) {
        const { id, detection, expires_at } = row;
        const state = rules.get(`${row.tenant_id} ${row.rule_id}`);
        state?.exceptions.push({ id, detection, expires: expires_at?.getTime() ?? null });
      }
      return { disabled: [...disabled], tenants: [...tenants.values()] };
    });
}
