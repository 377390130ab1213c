import { type Kysely, type Selectable, type SelectQueryBuilder, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { TargetObject, TargetObjectType } from '../contract/isms.js';
import type { TargetObjectTable } from './structure-tables.js';
import type { Database } from './tables.js';

export interface TargetObjectFilter {
  tenant?: string;
  /** Id of an information domain. */
  domain?: string;
  type?: readonly TargetObjectType[];
  /** Id of a group: its members. */
  group?: string;
  /** Text in key, name, platform, location, owner, a host name or a tag, ignoring case. */
  q?: string;
}

type Select = SelectQueryBuilder<Database, 'target_object', Selectable<TargetObjectTable>>;

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
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no target object {id}', values: { id } });
  return toTargetObject(row);
}

/** @returns a row as it is given out */
export function toTargetObject({
  tenant_id,
  domain_id,
  group_id,
  updated_at,
  ...row
}: Selectable<TargetObjectTable>): TargetObject {
  return {
    ...row,
    tenant: tenant_id,
    domain: domain_id,
    group: group_id,
    updated_at: updated_at.toISOString(),
  };
}

function filtered(select: Select, { tenant, domain, type, group, q }: TargetObjectFilter): Select {
  let out = select;
  if (tenant !== undefined) out = out.where('tenant_id', '=', tenant);
  if (domain !== undefined) out = out.where('domain_id', '=', domain);
  if (type !== undefined && type.length > 0) out = out.where('type', 'in', type);
  if (group !== undefined) out = out.where('group_id', '=', group);
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

function encodeCursor(row: { key: string; id: string }): string {
  return Buffer.from(`${row.id} ${row.key}`).toString('base64url');
}

function decodeCursor(cursor: string): { key: string; id: string } {
  const text = Buffer.from(cursor, 'base64url').toString();
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) ([^\0]{1,40})$/.exec(text);
  if (match === null) {
    throw new GrundwachtError('CURSOR_INVALID', {
      pointer: '/cursor',
      message: 'take the value of `next` from the page before',
    });
  }
  return { id: match[1]!, key: match[2]! };
}
