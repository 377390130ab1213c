import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { TargetObject } from '../contract/isms.js';
import { mayRelate } from '../isms/structure/relation-kinds.js';
import type { TargetObjectValues } from '../isms/structure/target-object.js';
import { lockDomain } from './domains.js';
import { heirsOf, recomputeNeeds } from './protection-recompute.js';
import { type Author, type DomainKey, noteStructure } from './structure-history.js';
import type { Database } from './tables.js';
import { getTargetObject, toTargetObject } from './target-object-list.js';

const uniqueViolation = '23505';

/**
 * Adds a target object; its protection needs are those of its group from the beginning.
 * @param values normalised and without faults
 * @throws GrundwachtError ALREADY_EXISTS when the domain has an object with this key, VALIDATION for a group that it
 * cannot be a member of
 */
export async function createTargetObject(
  trx: Transaction<Database>,
  key: DomainKey,
  values: TargetObjectValues,
  author: Author,
): Promise<TargetObject> {
  await lockDomain(trx, key);
  await checkGroup(trx, key, values);
  const row = await trx
    .insertInto('target_object')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      ...columnsOf(values),
      version: 1,
      updated_at: new Date(author.now),
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'domain_id', 'key']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw keyTaken(values.key);
  const created = toTargetObject(row);
  await note(trx, created, author, 'create', null, created);
  await recomputeNeeds(trx, key, [created.id, ...(await heirsOf(trx, key, created.id))]);
  return created;
}

/**
 * Replaces a target object's values and computes anew what follows from a changed group.
 * @param version the version that the change was made from
 * @param values normalised and without faults
 * @throws GrundwachtError NOT_FOUND, CONFLICT when somebody else changed it since, ALREADY_EXISTS for a taken key,
 * VALIDATION for a group or a type that does not go with its relations and members, DEPENDENCY_CYCLE
 */
export async function updateTargetObject(
  trx: Transaction<Database>,
  id: string,
  version: number,
  values: TargetObjectValues,
  author: Author,
): Promise<TargetObject> {
  const { key, current } = await lockedAt(trx, id, version);
  if (current.group !== values.group || current.type !== values.type) await checkGroup(trx, key, values, id);
  if (current.type !== values.type || current.is_group !== values.is_group) {
    await checkType(trx, key, current, values);
  }
  const heirsBefore = current.group === values.group ? [] : await heirsOf(trx, key, id);
  const row = await trx
    .updateTable('target_object')
    .set({ ...columnsOf(values), version: version + 1, updated_at: new Date(author.now) })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch((error: { code?: string }) => {
      throw error.code === uniqueViolation ? keyTaken(values.key) : error;
    });
  const changed = toTargetObject(row);
  await note(trx, changed, author, 'change', current, changed);
  if (current.group !== values.group) {
    await recomputeNeeds(trx, key, [id, ...heirsBefore, ...(await heirsOf(trx, key, id))]);
  }
  return changed;
}

/**
 * Deletes a target object with its relations; the members of a group stay, in no group.
 * @param version the version that the person saw; undefined: whatever it is now
 * @throws GrundwachtError NOT_FOUND, CONFLICT when somebody else changed it since
 */
export async function deleteTargetObject(
  trx: Transaction<Database>,
  id: string,
  version: number | undefined,
  author: Author,
): Promise<void> {
  const { key, current } = await lockedAt(trx, id, version);
  const heirs = await heirsOf(trx, key, id);
  await trx.deleteFrom('target_object').where('id', '=', id).execute();
  await note(trx, current, author, 'delete', current, null);
  await recomputeNeeds(trx, key, heirs);
}

/** @returns the columns that hold an object's values */
export function columnsOf({ group, ...values }: TargetObjectValues) {
  return { ...values, group_id: group };
}

async function lockedAt(
  trx: Transaction<Database>,
  id: string,
  version: number | undefined,
): Promise<{ key: DomainKey; current: TargetObject }> {
  const { tenant, domain } = await getTargetObject(trx, id);
  await lockDomain(trx, { tenant, domain });
  const current = await getTargetObject(trx, id);
  if (version === undefined || current.version === version) return { key: { tenant, domain }, current };
  throw new GrundwachtError('CONFLICT', {
    pointer: '/version',
    message:
      '{key} has version {version}, the change was made from version {based_on}; reload it and make the change again',
    values: { key: current.key, version: current.version, based_on: version },
  });
}

/** A member is of its group's type, and its group is a group of the same domain. */
async function checkGroup(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { group, type }: TargetObjectValues,
  id?: string,
): Promise<void> {
  if (group === null) return;
  const found = await db
    .selectFrom('target_object')
    .select(['key', 'type', 'is_group'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('id', '=', group)
    .executeTakeFirst();
  if (found === undefined || group === id || !found.is_group) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/group',
      message: '{key} is no group of this domain',
      values: { key: found?.key ?? group },
    });
  }
  if (found.type !== type) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/group',
      message: '{key} is a group of the type {type}',
      values: { key: found.key, type: found.type },
    });
  }
}

/** What has members stays a group of their type; what has relations stays of a type that may have them. */
async function checkType(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { id, key }: TargetObject,
  { type, is_group }: TargetObjectValues,
): Promise<void> {
  const members = await db
    .selectFrom('target_object')
    .select(['key', 'type'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('group_id', '=', id)
    .execute();
  const other = members.find((member) => !is_group || member.type !== type);
  if (other !== undefined) {
    const pointer = is_group ? '/type' : '/is_group';
    throw new GrundwachtError('VALIDATION', {
      pointer,
      message: '{key} is a member of the group {group}',
      values: { key: other.key, group: key },
    });
  }
  const relations = await db
    .selectFrom('target_object_relation as r')
    .innerJoin('target_object as a', 'a.id', 'r.from_id')
    .innerJoin('target_object as b', 'b.id', 'r.to_id')
    .select([
      'r.kind',
      'r.from_id',
      'a.key as from_key',
      'a.type as from_type',
      'b.key as to_key',
      'b.type as to_type',
    ])
    .where('r.tenant_id', '=', tenant)
    .where('r.domain_id', '=', domain)
    .where((where) => where.or([where('r.from_id', '=', id), where('r.to_id', '=', id)]))
    .execute();
  for (const { kind, from_id, from_type, to_type, from_key, to_key } of relations) {
    const fits = from_id === id ? mayRelate(kind, type, to_type) : mayRelate(kind, from_type, type);
    if (fits) continue;
    throw new GrundwachtError('VALIDATION', {
      pointer: '/type',
      message: 'does not go with the relation {from_key} {kind} {to_key}',
      values: { from_key, kind, to_key },
    });
  }
}

async function note(
  trx: Transaction<Database>,
  { id, tenant, domain }: TargetObject,
  author: Author,
  action: 'create' | 'change' | 'delete',
  old: object | null,
  next: object | null,
): Promise<void> {
  const change = { subject: 'target_object', action, object: id, old, new: next } as const;
  await noteStructure(trx, { tenant, domain }, author, [change]);
}

const keyTaken = (key: string): GrundwachtError =>
  new GrundwachtError('ALREADY_EXISTS', {
    pointer: '/key',
    message: 'there is a target object {key} already',
    values: { key },
  });
