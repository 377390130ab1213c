import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { AlertView, AlertViewInput } from '../contract/alert-view.js';
import { GrundwachtError } from '../contract/errors.js';
import type { AlertViewTable } from './alert-tables.js';
import type { Database } from './tables.js';

/** What one person may keep. */
const mostViews = 100;

/** @returns the views that the user has kept and those that others share in the tenants, by name */
export async function listAlertViews(
  db: Kysely<Database>,
  tenants: readonly string[],
  username: string,
): Promise<AlertView[]> {
  const rows = await views(db, username)
    .where('alert_view.tenant_id', '=', sql<string>`any(${tenants}::text[])`)
    .where((where) => where.or([where('owner.username', '=', username), where('shared', '=', true)]))
    .orderBy('name')
    .orderBy('owner.username')
    .execute();
  return rows.map((row) => toView(row, username));
}

/**
 * Keeps a view under a name; one of the user with the same name is replaced.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError VALIDATION when the user keeps too many
 */
export async function keepAlertView(
  trx: Transaction<Database>,
  tenant: string,
  username: string,
  { name, shared, view }: AlertViewInput,
  now: number,
): Promise<AlertView> {
  const account = await accountId(trx, username);
  const kept = { name: name.trim(), shared, view: JSON.stringify(view), updated_at: new Date(now) };
  const { id } = await trx
    .insertInto('alert_view')
    .values({ tenant_id: tenant, account_id: account, ...kept })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'account_id', 'name']).doUpdateSet(kept))
    .returning('id')
    .executeTakeFirstOrThrow();
  const { count } = await trx
    .selectFrom('alert_view')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow();
  if (count > mostViews) {
    throw new GrundwachtError('VALIDATION', {
      message: 'there are {mostViews} views already: remove one',
      values: { mostViews },
    });
  }
  const row = await views(trx, username).where('alert_view.id', '=', id).executeTakeFirstOrThrow();
  return toView(row, username);
}

/**
 * @param view id of an own or a shared view of the tenant; null: the list begins as it does without
 * @throws GrundwachtError NOT_FOUND when the user sees no such view
 */
export async function chooseDefaultView(
  trx: Transaction<Database>,
  tenant: string,
  username: string,
  view: string | null,
): Promise<void> {
  const account = await accountId(trx, username);
  if (view === null) {
    await trx
      .deleteFrom('alert_view_default')
      .where('tenant_id', '=', tenant)
      .where('account_id', '=', account)
      .execute();
    return;
  }
  const seen = await listAlertViews(trx, [tenant], username);
  if (!seen.some(({ id }) => id === view)) {
    throw new GrundwachtError('NOT_FOUND', {
      message: 'you see no view {view} in {tenant}',
      values: { view, tenant },
    });
  }
  await trx
    .insertInto('alert_view_default')
    .values({ tenant_id: tenant, account_id: account, view_id: view })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'account_id']).doUpdateSet({ view_id: view }))
    .execute();
}

/**
 * @param by whose view it has to be, or in which tenants anybody's
 * @throws GrundwachtError NOT_FOUND, also when it is somebody else's
 */
export async function removeAlertView(
  db: Kysely<Database>,
  id: string,
  { username, managed }: { username: string; managed: readonly string[] },
): Promise<void> {
  const owner = db.selectFrom('account').select('id').where('username', '=', username);
  const { numDeletedRows } = await db
    .deleteFrom('alert_view')
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('account_id', 'in', owner),
        where.and([
          where('shared', '=', true),
          where('tenant_id', '=', sql<string>`any(${managed}::text[])`),
        ]),
      ]),
    )
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n)
    throw new GrundwachtError('NOT_FOUND', { message: 'you have no view {id}', values: { id } });
}

async function accountId(db: Kysely<Database>, username: string): Promise<string> {
  const { id } = await db
    .selectFrom('account')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  return id;
}

function views(db: Kysely<Database>, reader: string) {
  return db
    .selectFrom('alert_view')
    .innerJoin('account as owner', 'owner.id', 'alert_view.account_id')
    .select([
      'alert_view.id',
      'tenant_id',
      'name',
      'shared',
      'view',
      'alert_view.updated_at',
      'owner.username',
    ])
    .select(
      sql<boolean>`exists (select from alert_view_default chosen join account on account.id = chosen.account_id
        where chosen.view_id = alert_view.id and account.username = ${reader})`.as('chosen'),
    );
}

type Row = Omit<Selectable<AlertViewTable>, 'account_id'> & { username: string; chosen: boolean };

function toView({ tenant_id, username, chosen, updated_at, ...row }: Row, reader: string): AlertView {
  return {
    ...row,
    tenant: tenant_id,
    owner: username,
    mine: username === reader,
    default: chosen,
    updated_at: updated_at.toISOString(),
  };
}
