import type { Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { KeyedRelation } from '../isms/structure/import-plan.js';
import { mayRelate } from '../isms/structure/relation-kinds.js';
import { lockDomain } from './domains.js';
import { analyseStructure, recomputeDomain } from './protection-recompute.js';
import { kindProblem, toRelation } from './relations.js';
import { type Author, type DomainKey, noteStructure } from './structure-history.js';
import type { Database } from './tables.js';
import { manyRows, objectsByKey } from './target-object-bulk.js';

/** PostgreSQL takes 65,535 parameters a statement; a relation has 8. */
const rowsAStatement = 5000;

/**
 * Adds many relations at once; one between two objects that are related already is left as it is. Protection needs
 * follow.
 * @returns how many were made
 * @throws GrundwachtError VALIDATION for an object that is not there or types that the kind does not join,
 * DEPENDENCY_CYCLE with the path
 */
export async function putRelations(
  trx: Transaction<Database>,
  key: DomainKey,
  relations: readonly KeyedRelation[],
  author: Author,
): Promise<number> {
  if (relations.length === 0) return 0;
  await lockDomain(trx, key);
  const objects = await objectsByKey(trx, key);
  const rows = relations.map(({ from, to, kind }) => {
    const [a, b] = [objects.get(from), objects.get(to)];
    if (a === undefined || b === undefined) {
      throw new GrundwachtError('VALIDATION', {
        message: 'there is no target object {key}',
        values: { key: a === undefined ? from : to },
      });
    }
    if (!mayRelate(kind, a.type, b.type)) throw new GrundwachtError('VALIDATION', kindProblem(kind, a, b));
    return {
      tenant_id: key.tenant,
      domain_id: key.domain,
      from_id: a.id,
      to_id: b.id,
      kind,
      note: '',
      version: 1,
      updated_at: new Date(author.now),
    };
  });
  let made = 0;
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    const stored = await trx
      .insertInto('target_object_relation')
      .values(rows.slice(at, at + rowsAStatement))
      .onConflict((conflict) => conflict.columns(['tenant_id', 'domain_id', 'from_id', 'to_id']).doNothing())
      .returningAll()
      .execute();
    made += stored.length;
    const changes = stored.map((row) => ({
      subject: 'relation' as const,
      action: 'create' as const,
      object: row.from_id,
      old: null,
      new: toRelation(row),
    }));
    await noteStructure(trx, key, author, changes);
  }
  if (made > 0) await recomputeDomain(trx, key);
  if (made > manyRows) await analyseStructure(trx);
  return made;
}
