import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { InformationDomain, InformationDomainInput } from '../contract/structure.js';
import { type Author, type DomainKey, noteStructure } from './structure-history.js';
import type { IsmsDomainTable } from './structure-tables.js';
import type { Database } from './tables.js';

/** What a domain is assessed by unless somebody says otherwise. */
export const defaultCatalog = 'kompendium-2023';

const uniqueViolation = '23505';

/** @returns the domains of a tenant, or of all, the oldest of a tenant first */
export async function listDomains(db: Kysely<Database>, tenant?: string): Promise<InformationDomain[]> {
  let query = withCount(db).orderBy('tenant_id').orderBy('created_at').orderBy('id');
  if (tenant !== undefined) query = query.where('tenant_id', '=', tenant);
  return (await query.execute()).map(toDomain);
}

/** @throws GrundwachtError NOT_FOUND */
export async function getDomain(db: Kysely<Database>, id: string): Promise<InformationDomain> {
  const row = await withCount(db).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound(id);
  return toDomain(row);
}

/**
 * @param domain id; undefined: the tenant's first
 * @returns what the rows of the domain are found by
 * @throws GrundwachtError VALIDATION when the tenant has no such domain
 */
export async function findDomain(
  db: Kysely<Database>,
  tenant: string,
  domain: string | undefined,
): Promise<DomainKey> {
  let query = db.selectFrom('isms_domain').select('id').where('tenant_id', '=', tenant);
  if (domain !== undefined) query = query.where('id', '=', domain);
  const row = await query.orderBy('created_at').orderBy('id').limit(1).executeTakeFirst();
  if (row !== undefined) return { tenant, domain: row.id };
  if (domain === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: 'querystring /tenant',
      message: 'there is no tenant {tenant}, or it has no information domain',
      values: { tenant },
    });
  throw new GrundwachtError('VALIDATION', {
    pointer: 'querystring /domain',
    message: 'the tenant {tenant} has no information domain {domain}',
    values: { tenant, domain },
  });
}

/** Makes a tenant's first domain unless it has one. */
export async function ensureDomain(
  db: Kysely<Database>,
  tenant: string,
  name: string,
  now: number,
): Promise<void> {
  await sql`
    insert into isms_domain
      (tenant_id, key, name, description, approach, catalog_id, status, version, created_at, updated_at)
    select ${tenant}, 'main', ${name}, '', 'standard', ${defaultCatalog}, 'active', 1, ${new Date(now)}, ${new Date(now)}
    where not exists (select from isms_domain where tenant_id = ${tenant})
    on conflict do nothing`.execute(db);
}

/**
 * @param trx with the history entry
 * @throws GrundwachtError ALREADY_EXISTS for a taken key, VALIDATION for a catalogue that is not installed
 */
export async function createDomain(
  trx: Transaction<Database>,
  tenant: string,
  input: InformationDomainInput,
  author: Author,
): Promise<InformationDomain> {
  const at = new Date(author.now);
  const row = await trx
    .insertInto('isms_domain')
    .values({ tenant_id: tenant, ...(await columns(trx, input)), version: 1, created_at: at, updated_at: at })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw keyTaken(input.key);
  const created = toDomain({ ...row, target_objects: 0 });
  await note(trx, created, author, 'create', null, created);
  return created;
}

/**
 * @param version the version that the change was made from
 * @throws GrundwachtError NOT_FOUND, CONFLICT, ALREADY_EXISTS, VALIDATION for a catalogue that is not installed
 */
export async function updateDomain(
  trx: Transaction<Database>,
  id: string,
  version: number,
  input: InformationDomainInput,
  author: Author,
): Promise<InformationDomain> {
  const old = await lockedAt(trx, id, version);
  await trx
    .updateTable('isms_domain')
    .set({ ...(await columns(trx, input)), version: version + 1, updated_at: new Date(author.now) })
    .where('id', '=', id)
    .execute()
    .catch((error: { code?: string }) => {
      throw error.code === uniqueViolation ? keyTaken(input.key) : error;
    });
  const changed = await getDomain(trx, id);
  await note(trx, changed, author, 'change', old, changed);
  return changed;
}

/**
 * Deletes a domain without target objects.
 * @throws GrundwachtError NOT_FOUND, CONFLICT when it was changed since, STILL_IN_USE
 */
export async function deleteDomain(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const old = await lockedAt(trx, id, version);
  if (old.target_objects > 0) {
    throw new GrundwachtError('STILL_IN_USE', {
      message: '{key} has {target_objects} target objects; delete these first',
      values: { key: old.key, target_objects: old.target_objects },
    });
  }
  await trx.deleteFrom('isms_domain').where('id', '=', id).execute();
  await note(trx, old, author, 'delete', old, null);
}

/**
 * Waits for other changes of the domain's structure and holds off later ones until the transaction's end: relations
 * and what follows from them are checked and computed one change at a time.
 */
export async function lockDomain(trx: Transaction<Database>, { tenant, domain }: DomainKey): Promise<void> {
  await sql`select from isms_domain where tenant_id = ${tenant} and id = ${domain} for no key update`.execute(
    trx,
  );
}

async function lockedAt(trx: Transaction<Database>, id: string, version: number): Promise<InformationDomain> {
  await sql`select from isms_domain where id = ${id} for update`.execute(trx);
  const current = await getDomain(trx, id);
  if (current.version === version) return current;
  throw new GrundwachtError('CONFLICT', {
    pointer: '/version',
    message:
      '{key} has version {version}, the change was made from version {based_on}; reload it and make the change again',
    values: { key: current.key, version: current.version, based_on: version },
  });
}

async function columns(trx: Transaction<Database>, input: InformationDomainInput) {
  const catalog = input.catalog ?? defaultCatalog;
  if (input.catalog !== undefined) {
    const known = await trx.selectFrom('catalog').select('id').where('id', '=', catalog).executeTakeFirst();
    if (known === undefined) {
      throw new GrundwachtError('VALIDATION', {
        pointer: '/catalog',
        message: 'no catalogue {catalog} is installed',
        values: { catalog },
      });
    }
  }
  return {
    key: input.key,
    name: input.name,
    description: input.description ?? '',
    approach: input.approach ?? 'standard',
    catalog_id: catalog,
    status: input.status ?? 'active',
  };
}

async function note(
  trx: Transaction<Database>,
  { tenant, id }: InformationDomain,
  author: Author,
  action: 'create' | 'change' | 'delete',
  old: object | null,
  next: object | null,
): Promise<void> {
  const change = { subject: 'domain', action, object: null, old, new: next } as const;
  await noteStructure(trx, { tenant, domain: id }, author, [change]);
}

function withCount(db: Kysely<Database>) {
  return db
    .selectFrom('isms_domain')
    .selectAll()
    .select(
      sql<number>`(select count(*)::int from target_object o
        where o.tenant_id = isms_domain.tenant_id and o.domain_id = isms_domain.id)`.as('target_objects'),
    );
}

function toDomain({
  tenant_id,
  catalog_id,
  created_at: _,
  updated_at,
  ...row
}: Selectable<IsmsDomainTable> & { target_objects: number }): InformationDomain {
  return { ...row, tenant: tenant_id, catalog: catalog_id, updated_at: updated_at.toISOString() };
}

const notFound = (id: string): GrundwachtError =>
  new GrundwachtError('NOT_FOUND', { message: 'there is no information domain {id}', values: { id } });

const keyTaken = (key: string): GrundwachtError =>
  new GrundwachtError('ALREADY_EXISTS', {
    pointer: '/key',
    message: 'there is an information domain {key} already',
    values: { key },
  });
