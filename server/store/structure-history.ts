import { isDeepStrictEqual } from 'node:util';
import type { Kysely, Transaction } from 'kysely';
import type { StructureAction, StructureEntry, StructureSubject } from '../contract/structure.js';
import { appendLeaves, type NewLeaf } from './merkle-log.js';
import type { Database } from './tables.js';

/** Who changes something, and when (milliseconds since the epoch). */
export interface Author {
  by: string;
  now: number;
}

/** An information domain as what every row in it is found by. */
export interface DomainKey {
  tenant: string;
  /** Id. */
  domain: string;
}

/** A change to be kept in the history. */
export interface StructureChange {
  subject: StructureSubject;
  action: StructureAction;
  /** Id of the target object that it concerns, for a relation the one that depends. */
  object: string | null;
  old: object | null;
  new: object | null;
}

/** PostgreSQL takes 65,535 parameters a statement; an entry has 9. */
const rowsAStatement = 5000;
/** Of no interest to the history: it has its own time, and a version counts changes. */
const unkept = new Set(['id', 'tenant', 'domain', 'version', 'updated_at', 'updated_by', 'target_objects']);

/** Notes changes; in the same transaction as the changes themselves. Of a change only the fields that differ are kept. */
export async function noteStructure(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  { by, now }: Author,
  changes: readonly StructureChange[],
): Promise<void> {
  const rows = changes.map((change) => {
    const { old, new: next } = difference(change);
    return {
      tenant_id: tenant,
      domain_id: domain,
      target_object_id: change.object,
      subject: change.subject,
      action: change.action,
      at: new Date(now),
      by,
      old: JSON.stringify(old),
      new: JSON.stringify(next),
    };
  });
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    await trx
      .insertInto('structure_history')
      .values(rows.slice(at, at + rowsAStatement))
      .execute();
  }
  await appendLeaves(
    trx,
    changes.flatMap((change) => removalLeaf({ tenant, domain }, change)),
  );
}

/** What is deleted takes answers, risks and more with it: the log says that it was. */
function removalLeaf({ tenant, domain }: DomainKey, { subject, action, object }: StructureChange): NewLeaf[] {
  const id = subject === 'domain' ? domain : object;
  if (action !== 'delete' || id === null || (subject !== 'domain' && subject !== 'target_object')) return [];
  const content = { removed: [id], subject };
  return [{ tenantId: tenant, kind: 'removal', reference: `${subject} ${id}`, content }];
}

/** @returns the changes in a domain, or of one of its objects; latest first, at most `limit` */
export async function structureHistory(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  object: string | undefined,
  limit: number,
): Promise<StructureEntry[]> {
  let query = db
    .selectFrom('structure_history')
    .select(['target_object_id as target_object', 'subject', 'action', 'at', 'by', 'old', 'new'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain);
  if (object !== undefined) query = query.where('target_object_id', '=', object);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ at, old, new: next, ...row }) => ({
    ...row,
    at: at.toISOString(),
    old: old as StructureEntry['old'],
    new: next as StructureEntry['new'],
  }));
}

/** @returns what of a change is kept in a history: of a change only the fields that differ */
export function difference({
  action,
  old,
  new: next,
}: {
  action: string;
  old: object | null;
  new: object | null;
}): Pick<StructureEntry, 'old' | 'new'> {
  const before = kept(old);
  const after = kept(next);
  if (action !== 'change' || before === null || after === null) return { old: before, new: after };
  const differing = Object.keys({ ...before, ...after }).filter(
    (name) => !isDeepStrictEqual(before[name], after[name]),
  );
  const only = (all: Record<string, unknown>): Record<string, unknown> =>
    Object.fromEntries(differing.filter((name) => name in all).map((name) => [name, all[name]]));
  return { old: only(before), new: only(after) };
}

function kept(values: object | null): Record<string, unknown> | null {
  return values === null
    ? null
    : Object.fromEntries(Object.entries(values).filter(([name]) => !unkept.has(name)));
}
