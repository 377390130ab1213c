import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Fault } from '../contract/fault.js';
import type { Relation, RelationInput, RelationKind } from '../contract/structure.js';
import { kindsBetween, mayRelate } from '../isms/structure/relation-kinds.js';
import { lockDomain } from './domains.js';
import { recomputeNeeds } from './protection-recompute.js';
import { type Author, type DomainKey, noteStructure } from './structure-history.js';
import type { TargetObjectRelationTable } from './structure-tables.js';
import type { Database } from './tables.js';

/** @returns the relations of a domain, or those at one of its objects, by the keys of their ends */
export async function listRelations(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  object?: string,
): Promise<Relation[]> {
  let query = db
    .selectFrom('target_object_relation as r')
    .innerJoin('target_object as a', 'a.id', 'r.from_id')
    .innerJoin('target_object as b', 'b.id', 'r.to_id')
    .selectAll('r')
    .where('r.tenant_id', '=', tenant)
    .where('r.domain_id', '=', domain);
  if (object !== undefined) {
    query = query.where((where) =>
      where.or([where('r.from_id', '=', object), where('r.to_id', '=', object)]),
    );
  }
  const rows = await query.orderBy(sql`a.key collate "C"`).orderBy(sql`b.key collate "C"`).execute();
  return rows.map(toRelation);
}

/**
 * Lets one object depend on another, which inherits its protection needs from then on.
 * @throws GrundwachtError VALIDATION for objects of another domain or types that the kind does not join,
 * ALREADY_EXISTS, DEPENDENCY_CYCLE with the path
 */
export async function createRelation(
  trx: Transaction<Database>,
  key: DomainKey,
  { from, to, kind, note }: RelationInput,
  author: Author,
): Promise<Relation> {
  await lockDomain(trx, key);
  const fitting = await fittingKind(trx, key, from, to, kind);
  const row = await trx
    .insertInto('target_object_relation')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      from_id: from,
      to_id: to,
      kind: fitting,
      note: (note ?? '').trim(),
      version: 1,
      updated_at: new Date(author.now),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'domain_id', 'from_id', 'to_id']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) {
    throw new GrundwachtError('ALREADY_EXISTS', {
      pointer: '/to',
      message: 'there is a relation between these two objects already',
    });
  }
  const created = toRelation(row);
  await noteRelation(trx, key, author, 'create', null, created);
  await recomputeNeeds(trx, key, [to]);
  return created;
}

/**
 * Changes a relation's kind and note.
 * @param version the version that the change was made from
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION for types that the kind does not join
 */
export async function updateRelation(
  trx: Transaction<Database>,
  id: string,
  version: number,
  { kind, note }: { kind: RelationKind; note?: string },
  author: Author,
): Promise<Relation> {
  const { key, current } = await lockedAt(trx, id, version);
  await fittingKind(trx, key, current.from, current.to, kind);
  const row = await trx
    .updateTable('target_object_relation')
    .set({ kind, note: (note ?? '').trim(), version: version + 1, updated_at: new Date(author.now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const changed = toRelation(row);
  await noteRelation(trx, key, author, 'change', current, changed);
  return changed;
}

/**
 * @param version the version that the person saw; undefined: whatever it is now
 * @throws GrundwachtError NOT_FOUND, CONFLICT
 */
export async function deleteRelation(
  trx: Transaction<Database>,
  id: string,
  version: number | undefined,
  author: Author,
): Promise<void> {
  const { key, current } = await lockedAt(trx, id, version);
  await trx.deleteFrom('target_object_relation').where('id', '=', id).execute();
  await noteRelation(trx, key, author, 'delete', current, null);
  await recomputeNeeds(trx, key, [current.to]);
}

async function lockedAt(
  trx: Transaction<Database>,
  id: string,
  version: number | undefined,
): Promise<{ key: DomainKey; current: Relation }> {
  const find = () =>
    trx.selectFrom('target_object_relation').selectAll().where('id', '=', id).executeTakeFirst();
  const seen = await find();
  if (seen !== undefined) await lockDomain(trx, { tenant: seen.tenant_id, domain: seen.domain_id });
  const row = await find();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no relation {id}', values: { id } });
  if (version !== undefined && row.version !== version) {
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message:
        'the relation has version {version}, the change was made from version {based_on}; reload it and make the change again',
      values: { version: row.version, based_on: version },
    });
  }
  return { key: { tenant: row.tenant_id, domain: row.domain_id }, current: toRelation(row) };
}

/** @returns the kind that is given, or without one the usual one between two objects of these types */
async function fittingKind(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  from: string,
  to: string,
  kind: RelationKind | undefined,
): Promise<RelationKind> {
  const rows = await db
    .selectFrom('target_object')
    .select(['id', 'key', 'type'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('id', 'in', [from, to])
    .execute();
  const a = rows.find(({ id }) => id === from);
  const b = rows.find(({ id }) => id === to);
  if (a === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/from',
      message: 'the domain has no target object {from}',
      values: { from },
    });
  if (b === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/to',
      message: 'the domain has no target object {to}',
      values: { to },
    });
  if (from === to)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/to',
      message: 'an object does not depend on itself',
    });
  const chosen = kind ?? kindsBetween(a.type, b.type)[0];
  if (chosen === undefined || !mayRelate(chosen, a.type, b.type)) {
    throw new GrundwachtError('VALIDATION', kindProblem(chosen, a, b));
  }
  return chosen;
}

const kindFaults = {
  said: {
    fitting: {
      message: 'no {type} ({key}) is related by {kind} to a {other_type} ({other}); use {kinds}',
    },
    turned: {
      message:
        'no {type} ({key}) is related by {kind} to a {other_type} ({other}); relate them the other way round',
    },
    none: {
      message:
        'no {type} ({key}) is related by {kind} to a {other_type} ({other}); relate them by way of something in between',
    },
  },
  unsaid: {
    fitting: { message: 'no {type} ({key}) is related to a {other_type} ({other}); use {kinds}' },
    turned: {
      message: 'no {type} ({key}) is related to a {other_type} ({other}); relate them the other way round',
    },
    none: {
      message:
        'no {type} ({key}) is related to a {other_type} ({other}); relate them by way of something in between',
    },
  },
} as const;

/** What is wrong with a relation of two objects, and what would be right. */
export function kindProblem(
  kind: RelationKind | undefined,
  a: { key: string; type: Parameters<typeof kindsBetween>[0] },
  b: { key: string; type: Parameters<typeof kindsBetween>[0] },
): Fault {
  const fitting = kindsBetween(a.type, b.type);
  const values = {
    type: a.type,
    key: a.key,
    other_type: b.type,
    other: b.key,
    kinds: fitting.join(' or '),
    ...(kind !== undefined && { kind }),
  };
  const hint = fitting.length > 0 ? 'fitting' : kindsBetween(b.type, a.type).length > 0 ? 'turned' : 'none';
  return { pointer: '/kind', ...kindFaults[kind === undefined ? 'unsaid' : 'said'][hint], values };
}

async function noteRelation(
  trx: Transaction<Database>,
  key: DomainKey,
  author: Author,
  action: 'create' | 'change' | 'delete',
  old: Relation | null,
  next: Relation | null,
): Promise<void> {
  const object = (next ?? old)!.from;
  await noteStructure(trx, key, author, [{ subject: 'relation', action, object, old, new: next }]);
}

/** @returns a row as it is given out */
export function toRelation({
  tenant_id: _tenant,
  domain_id: _domain,
  from_id,
  to_id,
  updated_at,
  ...row
}: Selectable<TargetObjectRelationTable>): Relation {
  return { ...row, from: from_id, to: to_id, updated_at: updated_at.toISOString() };
}
