import type { Kysely, Selectable } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { LeafKind, MerkleLeaf } from '../contract/evidence.js';
import type { MerkleLeafTable } from './evidence-tables.js';
import type { Database } from './tables.js';

/** @throws GrundwachtError NOT_FOUND */
export async function leafOf(db: Kysely<Database>, tenant: string, position: number): Promise<MerkleLeaf> {
  const row = await db
    .selectFrom('merkle_leaf')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('position', '=', position)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'the log has no leaf {position}',
      values: { position },
    });
  return toLeaf(row);
}

/**
 * @param before only leaves that arrived before this one, by the number of arrival
 * @returns leaves, the latest first, with the number of their arrival
 */
export async function listLeaves(
  db: Kysely<Database>,
  tenant: string,
  {
    kind,
    reference,
    before,
  }: { kind?: LeafKind | undefined; reference?: string | undefined; before?: number | undefined },
  limit: number,
): Promise<{ id: number; leaf: MerkleLeaf }[]> {
  let query = db.selectFrom('merkle_leaf').selectAll().where('tenant_id', '=', tenant);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (reference !== undefined) query = query.where('reference', '=', reference);
  if (before !== undefined) query = query.where('id', '<', before);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map((row) => ({ id: row.id, leaf: toLeaf(row) }));
}

function toLeaf(row: Selectable<MerkleLeafTable>): MerkleLeaf {
  return {
    position: row.position,
    kind: row.kind,
    reference: row.reference,
    content: row.content,
    content_hash: row.content_hash.toString('hex'),
    salt: row.salt.toString('hex'),
    hash: row.leaf_hash.toString('hex'),
  };
}
