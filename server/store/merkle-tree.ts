import { type Kysely, sql, type Transaction } from 'kysely';
import { fullNodes, type NodeId, nodeHash, type Range, rangeHash } from '../evidence/tree.js';
import type { Database } from './tables.js';

/** Nodes from this level on are stored; those below are computed from at most 256 leaves. */
const storedLevel = 8;
const block = 2 ** storedLevel;
const rowsAStatement = 10_000;

const idOf = ({ level, index }: NodeId): string => `${level}/${index}`;

const keyOf = ({ start, end }: Range): string => `${start}-${end}`;

/** @returns the Merkle tree hash of each range of a tenant's leaves with positions */
export async function rangeHashes(
  db: Kysely<Database>,
  tenant: string,
  ranges: readonly Range[],
): Promise<Uint8Array[]> {
  // Proofs of neighbours have most ranges and nodes in common.
  const distinct = new Map(ranges.map((range) => [keyOf(range), range]));
  const nodes = [...distinct.values()].flatMap(fullNodes);
  const stored = await storedNodes(
    db,
    tenant,
    nodes.filter(({ level }) => level >= storedLevel),
  );
  const low = nodes.filter(({ level }) => level < storedLevel);
  const leaves = new Map<number, Buffer[]>();
  for (const { level, index } of low) {
    const of = Math.floor((index * 2 ** level) / block);
    if (!leaves.has(of)) leaves.set(of, await leafHashes(db, tenant, of * block, (of + 1) * block));
  }
  const known = new Map<string, Uint8Array>();
  const hashOf = ({ level, index }: NodeId): Uint8Array => {
    if (level >= storedLevel) return stored.get(idOf({ level, index }))!;
    if (level === 0) return leaves.get(Math.floor(index / block))![index % block]!;
    const id = idOf({ level, index });
    let hash = known.get(id);
    if (hash === undefined) {
      const [left, right] = [2 * index, 2 * index + 1].map((at) => hashOf({ level: level - 1, index: at }));
      hash = nodeHash(left!, right!);
      known.set(id, hash);
    }
    return hash;
  };
  const hashes = new Map([...distinct].map(([key, range]) => [key, rangeHash(range, hashOf)]));
  return ranges.map((range) => hashes.get(keyOf(range))!);
}

/**
 * Stores the full subtrees that leaves have completed.
 * @param from position of the first new leaf
 * @param to position after the last
 */
export async function growTree(
  trx: Transaction<Database>,
  tenant: string,
  from: number,
  to: number,
): Promise<void> {
  const start = Math.floor(from / block);
  const end = Math.floor(to / block);
  let hashes: Uint8Array[] = [];
  for (let at = start; at < end; at += 64) {
    const last = Math.min(at + 64, end);
    const leaves = await leafHashes(trx, tenant, at * block, last * block);
    for (let n = 0; n < last - at; n++) hashes.push(subtreeHash(leaves.slice(n * block, (n + 1) * block)));
  }
  let first = start;
  for (let level = storedLevel; hashes.length > 0; level++) {
    await storeNodes(trx, tenant, level, first, hashes);
    if (first % 2 === 1) {
      const left = { level, index: first - 1 };
      hashes.unshift((await storedNodes(trx, tenant, [left])).get(idOf(left))!);
      first--;
    }
    hashes = pairs(hashes);
    first /= 2;
  }
}

/** @returns hashes of the level above; a last one without a neighbour waits */
function pairs(hashes: readonly Uint8Array[]): Uint8Array[] {
  const above: Uint8Array[] = [];
  for (let at = 0; at + 1 < hashes.length; at += 2) above.push(nodeHash(hashes[at]!, hashes[at + 1]!));
  return above;
}

/** @param leaves hashes, a power of two of them */
export function subtreeHash(leaves: readonly Uint8Array[]): Uint8Array {
  let level = leaves;
  while (level.length > 1) level = pairs(level);
  return level[0]!;
}

async function leafHashes(db: Kysely<Database>, tenant: string, from: number, to: number): Promise<Buffer[]> {
  const rows = await db
    .selectFrom('merkle_leaf')
    .select('leaf_hash')
    .where('tenant_id', '=', tenant)
    .where('position', '>=', from)
    .where('position', '<', to)
    .orderBy('position')
    .execute();
  return rows.map(({ leaf_hash }) => leaf_hash);
}

async function storedNodes(
  db: Kysely<Database>,
  tenant: string,
  nodes: readonly NodeId[],
): Promise<Map<string, Buffer>> {
  if (nodes.length === 0) return new Map();
  const wanted = [...new Map(nodes.map((node) => [idOf(node), node])).values()];
  const { rows } = await sql<NodeId & { hash: Buffer }>`
    select level, index, hash
    from json_to_recordset(${JSON.stringify(wanted)}::json) as wanted(level smallint, index bigint)
    join merkle_node using (level, index)
    where tenant_id = ${tenant}`.execute(db);
  return new Map(rows.map((row) => [idOf(row), row.hash]));
}

async function storeNodes(
  trx: Transaction<Database>,
  tenant: string,
  level: number,
  first: number,
  hashes: readonly Uint8Array[],
): Promise<void> {
  const rows = hashes.map((hash, n) => ({
    tenant_id: tenant,
    level,
    index: first + n,
    hash: Buffer.from(hash),
  }));
  for (let at = 0; at < rows.length; at += rowsAStatement) {
    await trx
      .insertInto('merkle_node')
      .values(rows.slice(at, at + rowsAStatement))
      .execute();
  }
}
