import { type Kysely, sql } from 'kysely';
import type { AlertAssignee } from '../contract/alert-bulk.js';
import { GrundwachtError } from '../contract/errors.js';
import type { TenantRole } from '../contract/identity.js';
import type { Database } from './tables.js';

/** Roles that alerts are handled with: a person must hold one of them in the alert's tenant to be its assignee. */
export const handlers: readonly TenantRole[] = ['admin', 'analyst'];

/** @returns who can work on alerts in these tenants, by user name */
export async function listAssignees(
  db: Kysely<Database>,
  tenants: readonly string[],
): Promise<AlertAssignee[]> {
  return db
    .selectFrom('account_role')
    .innerJoin('account', 'account.id', 'account_role.account_id')
    .where('account.disabled', '=', false)
    .where('role', 'in', handlers)
    .where('tenant_id', '=', sql<string>`any(${tenants}::text[])`)
    .groupBy('username')
    .select(['username', sql<string[]>`array_agg(distinct tenant_id order by tenant_id)`.as('tenants')])
    .orderBy('username')
    .execute();
}

/**
 * @param assignee user name; null and undefined are nobody
 * @param tenants of the alerts that the person is to work on
 * @throws GrundwachtError VALIDATION when the person cannot work on the alerts of one of them
 */
export async function checkAssignee(
  db: Kysely<Database>,
  assignee: string | null | undefined,
  tenants: readonly string[],
): Promise<void> {
  if (assignee === undefined || assignee === null) return;
  const able = (await listAssignees(db, tenants)).find(({ username }) => username === assignee);
  const lacking = tenants.find((tenant) => !able?.tenants.includes(tenant));
  if (lacking === undefined) return;
  throw new GrundwachtError('VALIDATION', {
    pointer: '/assignee',
    message: 'there is no {assignee} who can work on alerts of {lacking}; that takes the role {handlers}',
    values: { assignee, lacking, handlers: handlers.join(' or ') },
  });
}
