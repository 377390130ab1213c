import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import type { LogFault } from '../evidence/fault.js';
import { MerkleStack } from '../evidence/merkle-stack.js';
import { nodeCrypto } from '../evidence/signer.js';
import { readTimeStamp, StampRefused } from '../evidence/time-stamp.js';
import { leafHash } from '../evidence/tree.js';
import { Refused } from '../evidence/verify/bytes.js';
import { leafEntry } from '../evidence/verify/leaf.js';
import { type Checkpoint, type NoteKey, openNoteOf, readCheckpoint } from '../evidence/verify/note.js';
import type { Database } from './tables.js';

const leavesAPage = 5000;
/** Leaves that are missing one after the other and are named one by one. */
const mostMissing = 1000;

/** What was looked at, and what is wrong. */
export interface TreeVerification {
  leaves: number;
  heads: number;
  faults: LogFault[];
}

/**
 * Computes a tenant's log anew: each leaf's hash, the stored subtrees, and the root and signature of each head.
 * @param db a transaction that sees one state
 * @param known a head that was kept elsewhere, to be found in this log; already checked for its signature
 */
export async function verifyTree(
  db: Kysely<Database>,
  tenant: string,
  keys: readonly [NoteKey, ...NoteKey[]],
  known?: Checkpoint,
): Promise<TreeVerification> {
  const faults: LogFault[] = [];
  const fault = (place: string, detail: string): void => void faults.push({ tenant, place, detail });
  const heads = await db
    .selectFrom('tree_head')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('size')
    .execute();
  for (const head of heads) {
    const detail = await headFault(head, keys);
    if (detail !== undefined) fault(`tree_head ${head.size}`, detail);
  }
  const nodes = new Map<string, string>();
  const stack = new MerkleStack(({ level, index }, hash) => {
    if (level >= 8) nodes.set(`${level}/${index}`, hex(hash));
  });
  const expected = [
    ...heads.map(({ size, root }) => ({ size, root: root as Uint8Array, place: `tree_head ${size}` })),
  ];
  if (known !== undefined) expected.push({ ...known, place: 'the head that was kept elsewhere' });
  expected.sort((a, b) => a.size - b.size);
  let whole = 0;
  let broken = false;
  const check = (): void => {
    for (; expected[0] !== undefined && expected[0].size <= stack.size; expected.shift()) {
      const { size, root, place } = expected[0];
      if (Buffer.from(stack.root).equals(root)) whole = size;
      else if (!broken) {
        broken = true;
        fault(
          place,
          `its root is not that of the leaves: one from position ${whole} to ${size - 1} was changed`,
        );
      }
    }
  };
  for await (const row of leavesInOrder(db, tenant)) {
    if (row.position - stack.size > mostMissing) {
      // A position out of all order: nothing behind it could be compared.
      fault(
        `merkle_leaf position ${stack.size}`,
        `the leaves up to position ${row.position - 1} are missing`,
      );
      break;
    }
    for (; stack.size < row.position; check()) {
      fault(`merkle_leaf position ${stack.size}`, 'the leaf is missing');
      stack.add(row.leaf_hash);
    }
    for (const detail of leafFaults(tenant, row)) fault(`merkle_leaf position ${row.position}`, detail);
    stack.add(row.leaf_hash);
    check();
  }
  for (const { place } of expected)
    fault(place, `it covers more leaves than the ${stack.size} that are there`);
  if (stack.size > (heads.at(-1)?.size ?? 0)) {
    fault(
      `merkle_leaf position ${heads.at(-1)?.size ?? 0}`,
      'no tree head covers it, though it has a position',
    );
  }
  for (const detail of await nodeFaults(db, tenant, nodes)) fault(detail.place, detail.detail);
  return { leaves: stack.size, heads: heads.length, faults };
}

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

async function headFault(
  head: { note: string; size: number; root: Buffer; at: Date; token: Buffer | null },
  keys: readonly [NoteKey, ...NoteKey[]],
): Promise<string | undefined> {
  try {
    const { origin, size, root, time } = readCheckpoint(
      await openNoteOf(nodeCrypto, head.note, keys, 'the note'),
      'the note',
    );
    const same =
      origin === keys[0].name &&
      size === head.size &&
      head.root.equals(root) &&
      time === head.at.toISOString();
    if (!same) return 'size, root or time are not those that were signed';
    if (head.token !== null) readTimeStamp(head.token, createHash('sha256').update(head.note).digest());
    return undefined;
  } catch (error) {
    if (error instanceof Refused || error instanceof StampRefused) return error.message;
    throw error;
  }
}

interface LeafRow {
  position: number;
  kind: Parameters<typeof leafEntry>[0]['kind'];
  reference: string;
  content: string | null;
  content_hash: Buffer;
  salt: Buffer;
  leaf_hash: Buffer;
}

function leafFaults(tenant: string, row: LeafRow): string[] {
  const faults: string[] = [];
  const { kind, reference, content, content_hash, salt, leaf_hash } = row;
  if (content !== null && !createHash('sha256').update(content).digest().equals(content_hash)) {
    faults.push('its content is not that of its hash');
  }
  const facts = { tenant, kind, reference, content: hex(content_hash), salt: hex(salt) };
  if (!leafHash(leafEntry(facts)).equals(leaf_hash))
    faults.push('its hash is not that of kind, reference and content');
  return faults;
}

async function* leavesInOrder(db: Kysely<Database>, tenant: string): AsyncGenerator<LeafRow> {
  for (let from = 0; ; ) {
    const rows = await db
      .selectFrom('merkle_leaf')
      .select(['position', 'kind', 'reference', 'content', 'content_hash', 'salt', 'leaf_hash'])
      .where('tenant_id', '=', tenant)
      .where('position', '>=', from)
      .orderBy('position')
      .limit(leavesAPage)
      .execute();
    for (const row of rows) yield { ...row, position: row.position! };
    if (rows.length < leavesAPage) return;
    from = rows.at(-1)!.position! + 1;
  }
}

async function nodeFaults(
  db: Kysely<Database>,
  tenant: string,
  computed: Map<string, string>,
): Promise<Omit<LogFault, 'tenant'>[]> {
  const { rows } = await sql<{ id: string; hash: Buffer }>`
    select level || '/' || index as id, hash from merkle_node where tenant_id = ${tenant}
    order by level, index`.execute(db);
  const faults = rows
    .filter(({ id, hash }) => computed.get(id) !== hex(hash))
    .map(({ id }) => ({ place: `merkle_node ${id}`, detail: 'it is not the hash of its leaves' }));
  const stored = new Set(rows.map(({ id }) => id));
  const missing = [...computed.keys()].filter((id) => !stored.has(id));
  return [...faults, ...missing.map((id) => ({ place: `merkle_node ${id}`, detail: 'it is missing' }))];
}
