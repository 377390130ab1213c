import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { TargetObject } from '../contract/isms.js';
import type { TargetObjectValues } from '../isms/structure/target-object.js';
import { lockDomain } from './domains.js';
import { analyseStructure, recomputeDomain } from './protection-recompute.js';
import { type Author, type DomainKey, noteStructure, type StructureChange } from './structure-history.js';
import type { TargetObjectTable } from './structure-tables.js';
import type { Database } from './tables.js';
import { toTargetObject } from './target-object-list.js';
import { columnsOf } from './target-objects.js';

/** PostgreSQL takes 65,535 parameters a statement; an object has 19. */
const rowsAStatement = 2000;
/** From here on the planner is told. */
export const manyRows = 500;

/**
 * Stores many target objects at once, found by their keys; what is there already and differs is overwritten, what
 * does not differ keeps its version. Protection needs follow.
 * @param objects normalised and without faults; `group` is the *key* of a group, one of these or one that is there
 * @returns how many were made and how many changed
 * @throws GrundwachtError VALIDATION for a group that is not there, DEPENDENCY_CYCLE
 */
export async function putTargetObjects(
  trx: Transaction<Database>,
  key: DomainKey,
  objects: readonly TargetObjectValues[],
  author: Author,
): Promise<{ created: number; changed: number }> {
  await lockDomain(trx, key);
  const before = await objectsByKey(trx, key);
  const ids = new Map([...before].map(([name, { id }]) => [name, id]));
  const changes: StructureChange[] = [];
  const groupsFirst = [
    objects.filter(({ is_group }) => is_group),
    objects.filter(({ is_group }) => !is_group),
  ];
  for (const some of groupsFirst) {
    const rows = some.map((object) => ({ ...object, group: groupId(object, ids) }));
    const different = rows.filter((row) => {
      const old = before.get(row.key);
      return old === undefined || differs(old, row);
    });
    for (const row of await upsert(trx, key, different, author)) {
      const old = before.get(row.key) ?? null;
      const stored = toTargetObject(row);
      ids.set(row.key, row.id);
      const action = old === null ? 'create' : 'change';
      changes.push({ subject: 'target_object', action, object: row.id, old, new: stored });
    }
  }
  await noteStructure(trx, key, author, changes);
  if (changes.length > 0) await recomputeDomain(trx, key);
  if (changes.length > manyRows) await analyseStructure(trx);
  const created = changes.filter(({ action }) => action === 'create').length;
  return { created, changed: changes.length - created };
}

/** @returns every target object of a domain by its key */
export async function objectsByKey(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<Map<string, TargetObject>> {
  const rows = await db
    .selectFrom('target_object')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .execute();
  return new Map(rows.map((row) => [row.key, toTargetObject(row)]));
}

/** @returns whether the stored object has other values */
export function differs(stored: TargetObject, values: TargetObjectValues): boolean {
  return Object.entries(values).some(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(stored[name as keyof TargetObjectValues]),
  );
}

function groupId({ key, group }: TargetObjectValues, ids: ReadonlyMap<string, string>): string | null {
  if (group === null) return null;
  const id = ids.get(group);
  if (id === undefined)
    throw new GrundwachtError('VALIDATION', {
      message: '{key}: there is no group {group}',
      values: { key, group },
    });
  return id;
}

async function upsert(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  objects: readonly TargetObjectValues[],
  { now }: Author,
): Promise<Selectable<TargetObjectTable>[]> {
  const stored: Selectable<TargetObjectTable>[] = [];
  for (let at = 0; at < objects.length; at += rowsAStatement) {
    const rows = objects.slice(at, at + rowsAStatement).map((values) => ({
      tenant_id: tenant,
      domain_id: domain,
      ...columnsOf(values),
      version: 1,
      updated_at: new Date(now),
    }));
    const statement = trx.insertInto('target_object').values(rows);
    const replacing = statement.onConflict((conflict) =>
      conflict.columns(['tenant_id', 'domain_id', 'key']).doUpdateSet((row) => ({
        type: row.ref('excluded.type'),
        name: row.ref('excluded.name'),
        description: row.ref('excluded.description'),
        platform: row.ref('excluded.platform'),
        count: row.ref('excluded.count'),
        location: row.ref('excluded.location'),
        users: row.ref('excluded.users'),
        owner: row.ref('excluded.owner'),
        status: row.ref('excluded.status'),
        is_group: row.ref('excluded.is_group'),
        group_id: row.ref('excluded.group_id'),
        hostnames: row.ref('excluded.hostnames'),
        addresses: row.ref('excluded.addresses'),
        tags: row.ref('excluded.tags'),
        version: sql<number>`target_object.version + 1`,
        updated_at: row.ref('excluded.updated_at'),
      })),
    );
    stored.push(...(await replacing.returningAll().execute()));
  }
  return stored;
}
