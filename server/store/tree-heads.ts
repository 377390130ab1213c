import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { ConsistencyProof, InclusionProof, TreeHead } from '../contract/evidence.js';
import { logName, type Signer } from '../evidence/signer.js';
import { consistencyRanges, inclusionRanges } from '../evidence/tree.js';
import { checkpointText } from '../evidence/verify/note.js';
import type { TreeHeadTable } from './evidence-tables.js';
import { leafOf } from './merkle-leaves.js';
import { growTree, rangeHashes } from './merkle-tree.js';
import type { Database } from './tables.js';

/** Leaves that get their positions in one transaction. */
const leavesAHead = 10_000;

/**
 * Gives waiting leaves their positions and signs the head that covers them. Only makers of heads wait for each other.
 * A leaf whose transaction is still under way goes into a later head.
 * @param now milliseconds since the epoch
 * @returns the newest head, new or not; undefined: the log is empty
 */
export async function makeTreeHead(
  db: Kysely<Database>,
  tenant: string,
  signer: Signer,
  now: number,
): Promise<TreeHead | undefined> {
  for (;;) {
    const taken = await db.transaction().execute((trx) => extend(trx, tenant, signer, now));
    if (taken < leavesAHead) return newestHead(db, tenant);
  }
}

/** @returns how many leaves were taken in */
async function extend(
  trx: Transaction<Database>,
  tenant: string,
  signer: Signer,
  now: number,
): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtextextended('merkle log ' || ${tenant}, 0))`.execute(trx);
  const before = await newestHead(trx, tenant);
  const start = before?.size ?? 0;
  const { numAffectedRows } = await sql`
    update merkle_leaf l set position = ${start}::bigint + w.n - 1
    from (select id, row_number() over (order by id) as n from merkle_leaf
      where tenant_id = ${tenant} and position is null order by id limit ${leavesAHead}) w
    where l.id = w.id`.execute(trx);
  const taken = Number(numAffectedRows ?? 0);
  if (taken === 0) return 0;
  const size = start + taken;
  await growTree(trx, tenant, start, size);
  const [root] = await rangeHashes(trx, tenant, [{ start: 0, end: size }]);
  // The clock may have been put back: a later head is never of an earlier time.
  const at = new Date(Math.max(now, before === undefined ? 0 : Date.parse(before.at)));
  const origin = logName(tenant);
  const text = checkpointText({ origin, size, root: root!, time: at.toISOString() });
  const note = await signer.sign(text, origin);
  await trx
    .insertInto('tree_head')
    .values({ tenant_id: tenant, size, root: Buffer.from(root!), at, note })
    .execute();
  return taken;
}

/** @returns tenants with leaves that no head covers yet */
export async function waitingTenants(db: Kysely<Database>): Promise<string[]> {
  const rows = await db
    .selectFrom('tenant')
    .select('id')
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('merkle_leaf')
          .select('merkle_leaf.id')
          .whereRef('tenant_id', '=', 'tenant.id')
          .where('position', 'is', null),
      ),
    )
    .execute();
  return rows.map(({ id }) => id);
}

/** @returns leaves of a tenant's log, and how many of them wait for a head */
export async function countLeaves(
  db: Kysely<Database>,
  tenant: string,
): Promise<{ leaves: number; waiting: number }> {
  const { rows } = await sql<{ covered: number; waiting: number }>`
    select coalesce((select max(size) from tree_head where tenant_id = ${tenant}), 0) as covered,
      (select count(*) from merkle_leaf where tenant_id = ${tenant} and position is null) as waiting`.execute(
    db,
  );
  const { covered, waiting } = rows[0]!;
  return { leaves: covered + waiting, waiting };
}

export async function newestHead(db: Kysely<Database>, tenant: string): Promise<TreeHead | undefined> {
  return (await listHeads(db, tenant, undefined, 1))[0];
}

/**
 * @param below only heads of fewer leaves
 * @returns heads, the newest first
 */
export async function listHeads(
  db: Kysely<Database>,
  tenant: string,
  below: number | undefined,
  limit: number,
): Promise<TreeHead[]> {
  let query = db.selectFrom('tree_head').selectAll().where('tenant_id', '=', tenant);
  if (below !== undefined) query = query.where('size', '<', below);
  return (await query.orderBy('size', 'desc').limit(limit).execute()).map(toHead);
}

/** @throws GrundwachtError NOT_FOUND */
export async function headOfSize(db: Kysely<Database>, tenant: string, size: number): Promise<TreeHead> {
  const row = await db
    .selectFrom('tree_head')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('size', '=', size)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      message: 'no tree head covers exactly {size} leaves',
      values: { size },
    });
  return toHead(row);
}

/**
 * @param size of the head that is proved against; undefined: the newest
 * @throws GrundwachtError NOT_FOUND when the leaf is not covered by that head
 */
export async function proveInclusion(
  db: Kysely<Database>,
  tenant: string,
  position: number,
  size?: number,
): Promise<InclusionProof> {
  const head = size === undefined ? await newestHead(db, tenant) : await headOfSize(db, tenant, size);
  if (head === undefined || position >= head.size) {
    throw new GrundwachtError('NOT_FOUND', {
      message: 'no such tree head covers a leaf {position}',
      values: { position },
    });
  }
  const leaf = await leafOf(db, tenant, position);
  const path = await rangeHashes(db, tenant, inclusionRanges(position, head.size));
  return { leaf, size: head.size, path: path.map(hex), note: head.note };
}

/**
 * Proves many leaves at once.
 * @param positions all below the size
 * @returns the hashes of each proof, hex
 */
export async function proveMany(
  db: Kysely<Database>,
  tenant: string,
  positions: readonly number[],
  size: number,
): Promise<string[][]> {
  const ranges = positions.map((position) => inclusionRanges(position, size));
  const hashes = await rangeHashes(db, tenant, ranges.flat());
  let at = 0;
  return ranges.map(({ length }) => {
    at += length;
    return hashes.slice(at - length, at).map(hex);
  });
}

/**
 * @param first size of the earlier head
 * @param second size of the later one
 * @throws GrundwachtError NOT_FOUND for sizes without a head, VALIDATION when they are in the wrong order
 */
export async function proveConsistency(
  db: Kysely<Database>,
  tenant: string,
  first: number,
  second: number,
): Promise<ConsistencyProof> {
  if (first > second)
    throw new GrundwachtError('VALIDATION', {
      pointer: 'querystring /first',
      message: 'must not exceed /second',
    });
  await headOfSize(db, tenant, first);
  await headOfSize(db, tenant, second);
  const path = await rangeHashes(db, tenant, consistencyRanges(first, second));
  return { first, second, path: path.map(hex) };
}

const hex = (hash: Uint8Array): string => Buffer.from(hash).toString('hex');

function toHead(row: Selectable<TreeHeadTable>): TreeHead {
  return {
    tenant: row.tenant_id,
    size: row.size,
    root: row.root.toString('hex'),
    at: row.at.toISOString(),
    note: row.note,
    stamp: row.token_time === null ? null : { at: row.token_time.toISOString() },
    stamp_error: row.token_error,
  };
}
