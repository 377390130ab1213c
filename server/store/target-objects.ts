import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { TargetObject, TargetObjectType } from '../contract/isms.js';
import type { TargetObjectValues } from '../isms/structure/target-object.js';
import type { TargetObjectTable } from './isms-tables.js';
import type { Database } from './tables.js';

export interface TargetObjectFilter {
  tenant?: string;
  type?: readonly TargetObjectType[];
  /** Text in key, name, platform, location, owner, a host name or a tag, ignoring case. */
  q?: string;
}

type Select = SelectQueryBuilder<Database, 'target_object', Selectable<TargetObjectTable>>;

const uniqueViolation = '23505';

/**
 * Target objects by key, by keyset.
 * @returns a page, and the cursor of the next one or null
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listTargetObjects(
  db: Kysely<Database>,
  query: TargetObjectFilter & { limit: number; cursor?: string },
): Promise<{ items: TargetObject[]; next: string | null }> {
  let select = filtered(db.selectFrom('target_object').selectAll(), query);
  if (query.cursor !== undefined) {
    const { key, id } = decodeCursor(query.cursor);
    select = select.where(sql<boolean>`(key collate "C", id) > (${key}, ${id}::uuid)`);
  }
  const rows = await select
    .orderBy(sql`key collate "C"`)
    .orderBy('id')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const end = page.at(-1);
  const more = rows.length > query.limit && end !== undefined;
  return { items: page.map(toTargetObject), next: more ? encodeCursor(end) : null };
}

/** @throws GrundwachtError NOT_FOUND */
export async function getTargetObject(db: Kysely<Database>, id: string): Promise<TargetObject> {
  const row = await db.selectFrom('target_object').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound(id);
  return toTargetObject(row);
}

/**
 * @param values normalised and without faults
 * @param now milliseconds since the epoch
 * @throws GrundwachtError ALREADY_EXISTS when the tenant has an object with this key
 */
export async function createTargetObject(
  db: Kysely<Database>,
  tenant: string,
  values: TargetObjectValues,
  now: number,
): Promise<TargetObject> {
  const row = await db
    .insertInto('target_object')
    .values({ tenant_id: tenant, ...values, version: 1, updated_at: new Date(now) })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw keyTaken(values.key);
  return toTargetObject(row);
}

/**
 * Stores many target objects at once; an object whose key exists is overwritten.
 * @param now milliseconds since the epoch
 */
export async function putTargetObjects(
  db: Kysely<Database>,
  tenant: string,
  objects: readonly TargetObjectValues[],
  now: number,
): Promise<void> {
  if (objects.length === 0) return;
  const rows = objects.map((values) => ({
    tenant_id: tenant,
    ...values,
    version: 1,
    updated_at: new Date(now),
  }));
  await db
    .insertInto('target_object')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'key']).doUpdateSet((row) => ({
        type: row.ref('excluded.type'),
        name: row.ref('excluded.name'),
        description: row.ref('excluded.description'),
        platform: row.ref('excluded.platform'),
        count: row.ref('excluded.count'),
        location: row.ref('excluded.location'),
        owner: row.ref('excluded.owner'),
        hostnames: row.ref('excluded.hostnames'),
        addresses: row.ref('excluded.addresses'),
        tags: row.ref('excluded.tags'),
        version: sql<number>`target_object.version + 1`,
        updated_at: row.ref('excluded.updated_at'),
      })),
    )
    .execute();
}

/**
 * @param version the version that the change was made from
 * @param values normalised and without faults
 * @param now milliseconds since the epoch
 * @throws GrundwachtError NOT_FOUND, CONFLICT when somebody else changed it since, ALREADY_EXISTS for a taken key
 */
export async function updateTargetObject(
  db: Kysely<Database>,
  id: string,
  version: number,
  values: TargetObjectValues,
  now: number,
): Promise<TargetObject> {
  const row = await db
    .updateTable('target_object')
    .set({ ...values, version: version + 1, updated_at: new Date(now) })
    .where('id', '=', id)
    .where('version', '=', version)
    .returningAll()
    .executeTakeFirst()
    .catch((error: { code?: string }) => {
      throw error.code === uniqueViolation ? keyTaken(values.key) : error;
    });
  return row === undefined ? missed(db, id, version) : toTargetObject(row);
}

/**
 * @param version the version that the person saw; undefined: whatever it is now
 * @throws GrundwachtError NOT_FOUND, CONFLICT when somebody else changed it since
 */
export async function deleteTargetObject(
  db: Kysely<Database>,
  id: string,
  version: number | undefined,
): Promise<void> {
  let query = db.deleteFrom('target_object').where('id', '=', id);
  if (version !== undefined) query = query.where('version', '=', version);
  const result = await query.executeTakeFirst();
  if (result.numDeletedRows > 0n) return;
  if (version === undefined) throw notFound(id);
  await missed(db, id, version);
}

/** @throws GrundwachtError NOT_FOUND or CONFLICT, always */
async function missed(db: Kysely<Database>, id: string, version: number): Promise<never> {
  const current = await getTargetObject(db, id);
  throw new GrundwachtError(
    'CONFLICT',
    `/version: ${current.key} has version ${current.version}, the change was made from version ${version}; ` +
      'reload it and make the change again',
  );
}

function filtered(select: Select, { tenant, type, q }: TargetObjectFilter): Select {
  let out = select;
  if (tenant !== undefined) out = out.where('tenant_id', '=', tenant);
  if (type !== undefined && type.length > 0) out = out.where('type', 'in', type);
  if (q !== undefined && q.trim() !== '') {
    const pattern = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`;
    out = out.where(
      sql<boolean>`(key ilike ${pattern} or name ilike ${pattern} or platform ilike ${pattern}
        or location ilike ${pattern} or owner ilike ${pattern}
        or exists (select from unnest(hostnames || tags) as word where word ilike ${pattern}))`,
    );
  }
  return out;
}

function toTargetObject({ tenant_id, updated_at, ...row }: Selectable<TargetObjectTable>): TargetObject {
  return { ...row, tenant: tenant_id, updated_at: updated_at.toISOString() };
}

function encodeCursor(row: { key: string; id: string }): string {
  return Buffer.from(`${row.id} ${row.key}`).toString('base64url');
}

function decodeCursor(cursor: string): { key: string; id: string } {
  const text = Buffer.from(cursor, 'base64url').toString();
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([^\0]{1,40})$/.exec(text);
  if (match === null) {
    throw new GrundwachtError('CURSOR_INVALID', '/cursor: take the value of `next` from the page before');
  }
  return { id: match[1]!, key: match[2]! };
}

const notFound = (id: string): GrundwachtError =>
  new GrundwachtError('NOT_FOUND', `there is no target object ${id}`);

const keyTaken = (key: string): GrundwachtError =>
  new GrundwachtError('ALREADY_EXISTS', `/key: there is a target object ${key} already`);
