import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Assignment, AssignmentBulk, AssignmentChange, AssignmentInput } from '../contract/modelling.js';
import { withAncestors } from '../isms/modelling/inheritance.js';
import { listCategories } from './catalogs.js';
import { noteCheck } from './check-history.js';
import type { BausteinAssignmentTable } from './check-tables.js';
import { lockDomain } from './domains.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

export interface AssignmentFilter {
  baustein?: string | undefined;
  /** null: those of the whole domain. */
  object?: string | null | undefined;
}

/** @returns what is proposed and decided in a domain, in the catalogue's order, the whole domain before its objects */
export async function listAssignments(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  { baustein, object }: AssignmentFilter = {},
): Promise<Assignment[]> {
  let query = db
    .selectFrom('baustein_assignment as a')
    .innerJoin('baustein as b', (join) =>
      join.onRef('b.catalog_id', '=', 'a.catalog_id').onRef('b.id', '=', 'a.baustein_id'),
    )
    .leftJoin('target_object as o', 'o.id', 'a.target_object_id')
    .selectAll('a')
    .where('a.tenant_id', '=', tenant)
    .where('a.domain_id', '=', domain)
    .where('a.catalog_id', '=', catalog);
  if (baustein !== undefined) query = query.where('a.baustein_id', '=', baustein);
  if (object !== undefined) query = query.where('a.scope_id', '=', object ?? domain);
  const rows = await query.orderBy('b.position').orderBy(sql`o.key collate "C" nulls first`).execute();
  return rows.map(toAssignment);
}

/**
 * Applies a Baustein to a scope by hand.
 * @throws GrundwachtError ALREADY_EXISTS, VALIDATION for an unknown Baustein or target object or a missing reason
 */
export async function addAssignment(
  trx: Transaction<Database>,
  key: DomainKey,
  catalog: string,
  { baustein, target_object: object, ...decision }: AssignmentInput,
  author: Author,
): Promise<Assignment> {
  await lockDomain(trx, key);
  await mustExist(trx, key, catalog, baustein, object);
  const values = checked(decision);
  // What a category inherits from comes with it.
  const above =
    values.state === 'rejected' ? [] : withAncestors(baustein, await listCategories(trx, catalog));
  const rows = await trx
    .insertInto('baustein_assignment')
    .values(
      [...new Set([...above, baustein])].map((baustein_id) => ({
        tenant_id: key.tenant,
        domain_id: key.domain,
        catalog_id: catalog,
        baustein_id,
        target_object_id: object,
        rule: null,
        ...values,
        version: 1,
        updated_at: new Date(author.now),
        updated_by: author.by,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .execute();
  const row = rows.find(({ baustein_id }) => baustein_id === baustein);
  if (row === undefined) {
    throw new GrundwachtError('ALREADY_EXISTS', {
      pointer: '/baustein',
      message: '{baustein} is there already; decide about it',
      values: { baustein },
    });
  }
  await note(
    trx,
    key,
    author,
    'create',
    rows.map((each) => [null, toAssignment(each)]),
  );
  return toAssignment(row);
}

/**
 * Decides about many assignments of a domain, or about none when one of them was changed since.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION for a missing reason
 */
export async function decideAssignments(
  trx: Transaction<Database>,
  key: DomainKey,
  { items, ...decision }: AssignmentBulk,
  author: Author,
): Promise<Assignment[]> {
  const values = checked(decision);
  await lockDomain(trx, key);
  const ids = items.map(({ id }) => id);
  const before = new Map((await byIds(trx, key, ids)).map((each) => [each.id, each]));
  for (const { id, version } of items) mustBeAt(before.get(id), id, version);
  const contact = decision.contact === undefined ? {} : { contact: values.contact };
  await trx
    .updateTable('baustein_assignment')
    .set({ state: values.state, reason: values.reason, ...contact })
    .set({ updated_at: new Date(author.now), updated_by: author.by })
    .set((row) => ({ version: row('version', '+', 1) }))
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  const after = await byIds(trx, key, ids);
  await note(
    trx,
    key,
    author,
    'change',
    after.map((next) => [before.get(next.id)!, next]),
  );
  return after;
}

/**
 * Decides about one assignment.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION for a missing reason
 */
export async function decideAssignment(
  trx: Transaction<Database>,
  id: string,
  { version, ...decision }: AssignmentChange,
  author: Author,
): Promise<Assignment> {
  const key = await domainOf(trx, id);
  const [decided] = await decideAssignments(trx, key, { items: [{ id, version }], ...decision }, author);
  return decided!;
}

/**
 * Takes back a Baustein that was added by hand; answers that were given stay and count again when it comes back.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION for one that a rule proposes
 */
export async function removeAssignment(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const key = await domainOf(trx, id);
  await lockDomain(trx, key);
  const [before] = await byIds(trx, key, [id]);
  mustBeAt(before, id, version);
  if (before!.rule !== null) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/id',
      message: '{baustein} is proposed by a rule; reject it instead',
      values: { baustein: before!.baustein },
    });
  }
  await trx.deleteFrom('baustein_assignment').where('id', '=', id).execute();
  await note(trx, key, author, 'delete', [[before!, null]]);
}

/** @returns a row as it is given out */
export function toAssignment(row: Selectable<BausteinAssignmentTable>): Assignment {
  const { id, state, rule, reason, contact, version, updated_at, updated_by } = row;
  return {
    id,
    catalog: row.catalog_id,
    baustein: row.baustein_id,
    target_object: row.target_object_id,
    ...{ state, rule, reason, contact, version, updated_by },
    updated_at: updated_at.toISOString(),
  };
}

async function byIds(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  ids: readonly string[],
): Promise<Assignment[]> {
  const rows = await trx
    .selectFrom('baustein_assignment')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .execute();
  return rows.map(toAssignment);
}

async function domainOf(db: Kysely<Database>, id: string): Promise<DomainKey> {
  const row = await db
    .selectFrom('baustein_assignment')
    .select(['tenant_id as tenant', 'domain_id as domain'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no assignment {id}', values: { id } });
  return row;
}

function mustBeAt(current: Assignment | undefined, id: string, version: number): void {
  if (current === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no assignment {id}', values: { id } });
  if (current.version === version) return;
  throw new GrundwachtError('CONFLICT', {
    pointer: '/version',
    message:
      '{baustein} has version {version} by {updated_by}, the decision was made from version {based_on}; reload it and decide again',
    values: {
      baustein: current.baustein,
      version: current.version,
      updated_by: current.updated_by,
      based_on: version,
    },
  });
}

function checked({ state, reason = '', contact = '' }: Omit<AssignmentChange, 'version'>) {
  const values = { state, reason: reason.trim(), contact: contact.trim() };
  if (state !== 'rejected' || values.reason !== '') return values;
  throw new GrundwachtError('VALIDATION', {
    pointer: '/reason',
    message: 'is needed: why does the Baustein not apply?',
  });
}

async function mustExist(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  catalog: string,
  baustein: string,
  object: string | null,
): Promise<void> {
  const known = await db
    .selectFrom('baustein')
    .select('id')
    .where('catalog_id', '=', catalog)
    .where('id', '=', baustein)
    .executeTakeFirst();
  if (known === undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/baustein',
      message: 'the catalogue {catalog} has no Baustein {baustein}',
      values: { catalog, baustein },
    });
  }
  if (object === null) return;
  const found = await db
    .selectFrom('target_object')
    .select('id')
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('id', '=', object)
    .executeTakeFirst();
  if (found === undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/target_object',
      message: 'the domain has no target object {object}',
      values: { object },
    });
  }
}

async function note(
  trx: Transaction<Database>,
  key: DomainKey,
  author: Author,
  action: 'create' | 'change' | 'delete',
  changes: readonly (readonly [old: Assignment | null, next: Assignment | null])[],
): Promise<void> {
  const entries = changes.map(([old, next]) => {
    const { baustein, target_object } = (next ?? old)!;
    return { subject: 'assignment', what: baustein, object: target_object, action, old, new: next } as const;
  });
  await noteCheck(trx, key, author, entries);
}
