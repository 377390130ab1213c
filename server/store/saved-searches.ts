import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { SavedSearch, SavedSearchInput } from '../contract/event-analysis.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** What one person may keep. */
const mostSearches = 200;

/** @returns what the user has kept, and what others share in the tenants, by name */
export async function listSavedSearches(
  db: Executor,
  tenants: readonly string[],
  username: string,
): Promise<SavedSearch[]> {
  const rows = await savedSearches(db)
    .where('tenant_id', '=', sql<string>`any(${tenants}::text[])`)
    .where((where) => where.or([where('username', '=', username), where('shared', '=', true)]))
    .orderBy('name')
    .orderBy('username')
    .execute();
  return rows.map((row) => toSavedSearch(row, username));
}

/**
 * Keeps a search under a name; one of the user with the same name is replaced.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError VALIDATION when the user keeps too many
 */
export async function keepSearch(
  trx: Transaction<Database>,
  tenant: string,
  username: string,
  { name, shared, search }: SavedSearchInput,
  now: number,
): Promise<SavedSearch> {
  const { id: account } = await trx
    .selectFrom('account')
    .select('id')
    .where('username', '=', username)
    .executeTakeFirstOrThrow();
  const kept = { name: name.trim(), shared, search: JSON.stringify(search), updated_at: new Date(now) };
  const { id } = await trx
    .insertInto('saved_search')
    .values({ tenant_id: tenant, account_id: account, ...kept })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'account_id', 'name']).doUpdateSet(kept))
    .returning('id')
    .executeTakeFirstOrThrow();
  const { count } = await trx
    .selectFrom('saved_search')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('account_id', '=', account)
    .executeTakeFirstOrThrow();
  if (count > mostSearches) {
    throw new GrundwachtError('VALIDATION', {
      message: 'there are {mostSearches} saved searches already: remove one',
      values: { mostSearches },
    });
  }
  const row = await savedSearches(trx).where('saved_search.id', '=', id).executeTakeFirstOrThrow();
  return toSavedSearch(row, username);
}

/**
 * @param by whose search it has to be, or in which tenants anybody's
 * @throws GrundwachtError NOT_FOUND, also when it is somebody else's
 */
export async function removeSavedSearch(
  db: Executor,
  id: string,
  { username, managed }: { username: string; managed: readonly string[] },
): Promise<void> {
  const owner = db.selectFrom('account').select('id').where('username', '=', username);
  const { numDeletedRows } = await db
    .deleteFrom('saved_search')
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('account_id', 'in', owner),
        where('tenant_id', '=', sql<string>`any(${managed}::text[])`),
      ]),
    )
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n)
    throw new GrundwachtError('NOT_FOUND', { message: 'you have no saved search {id}', values: { id } });
}

function savedSearches(db: Executor) {
  return db
    .selectFrom('saved_search')
    .innerJoin('account', 'account.id', 'saved_search.account_id')
    .select(['saved_search.id', 'name', 'shared', 'search', 'saved_search.updated_at', 'username']);
}

interface Row {
  id: string;
  name: string;
  shared: boolean;
  search: SavedSearchInput['search'];
  updated_at: Date;
  username: string;
}

function toSavedSearch(row: Row, reader: string): SavedSearch {
  const { id, name, shared, search, username } = row;
  return {
    id,
    owner: username,
    mine: username === reader,
    updated_at: row.updated_at.toISOString(),
    name,
    shared,
    search,
  };
}
