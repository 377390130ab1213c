import { createHash, randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { LeafKind } from '../contract/evidence.js';
import { leafHash } from '../evidence/tree.js';
import { canonicalJson } from '../evidence/verify/canonical.js';
import { leafEntry } from '../evidence/verify/leaf.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** Something that is to be covered by its tenant's log. */
export interface NewLeaf {
  tenantId: string;
  kind: LeafKind;
  /** Names the thing among its kind, such as an id with a version. */
  reference: string;
  /**
   * Plain data of what is covered. Rows to be compared by `grundwacht verify` are listed as `rows`: see
   * `coverRows` of covered-rows.ts, which makes such a content.
   */
  content: object;
}

/** PostgreSQL takes 65,535 parameters a statement; a leaf has 7. */
const leavesAStatement = 5000;

/**
 * Appends to the tenant's log, in the transaction that writes the thing. It is a plain insert: which position the leaf
 * has is decided when the next tree head is made, so that no writer waits for another.
 */
export async function appendLeaf(executor: Executor, leaf: NewLeaf): Promise<void> {
  await appendLeaves(executor, [leaf]);
}

/** {@link appendLeaf} of many, in their order. */
export async function appendLeaves(executor: Executor, leaves: readonly NewLeaf[]): Promise<void> {
  for (let at = 0; at < leaves.length; at += leavesAStatement) {
    await executor
      .insertInto('merkle_leaf')
      .values(leaves.slice(at, at + leavesAStatement).map(toRow))
      .execute();
  }
}

function toRow({ tenantId, kind, reference, content }: NewLeaf) {
  const text = canonicalJson(content);
  const contentHash = createHash('sha256').update(text).digest();
  const salt = randomBytes(16);
  const facts = { tenant: tenantId, kind, reference, content: contentHash.toString('hex') };
  return {
    tenant_id: tenantId,
    kind,
    reference,
    content: text,
    content_hash: contentHash,
    salt,
    leaf_hash: leafHash(leafEntry({ ...facts, salt: salt.toString('hex') })),
  };
}
