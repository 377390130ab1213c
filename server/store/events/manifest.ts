import type { Insertable, Kysely, Selectable, Transaction } from 'kysely';
import { coverRows, type RowKey, type RowsLeaf } from '../covered-rows.js';
import type { Database } from '../tables.js';
import { recordDeletions } from './deletions.js';
import type { Segment } from './segment.js';
import type { SegmentChange } from './segment-changes.js';
import type { EventSegmentTable } from './tables.js';

/** The database with the event store's tables. */
type Executor = Kysely<Database> | Transaction<Database>;

const sealed = 'sealed';

/** @returns journal position up to which events are in segments; 0 when none ever were */
export async function readSealedPosition(db: Executor): Promise<number> {
  const row = await db
    .selectFrom('pipeline_position')
    .select('position')
    .where('name', '=', sealed)
    .executeTakeFirst();
  return Number(row?.position ?? 0);
}

/** @returns every segment that counts */
export async function listSegments(db: Executor): Promise<Segment[]> {
  return (await db.selectFrom('event_segment').selectAll().execute()).map(segmentOf);
}

function segmentOf(row: Selectable<EventSegmentTable>): Segment {
  return {
    id: row.id,
    tenant: row.tenant_id,
    path: row.path,
    rows: Number(row.rows),
    timeFrom: row.time_from.getTime(),
    timeTo: row.time_to.getTime(),
    receivedFrom: row.received_from.getTime(),
    receivedTo: row.received_to.getTime(),
    idFrom: row.id_from,
    idTo: row.id_to,
    positionFrom: Number(row.position_from),
    positionTo: Number(row.position_to),
    bytes: Number(row.bytes),
    sha256: row.sha256,
    filterBytes: row.filter_bytes === null ? undefined : Number(row.filter_bytes),
    datasets: row.datasets,
  };
}

/**
 * Records a seal: all its segments and the new position together, so that a crash leaves neither a hole nor
 * a double. Recording the same segments again changes nothing.
 * @param now milliseconds since the epoch
 */
export async function recordSeal(
  db: Kysely<Database>,
  segments: readonly Segment[],
  position: number,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await db.transaction().execute(async (trx) => {
    if (segments.length > 0) {
      await trx
        .insertInto('event_segment')
        .values(segments.map((segment) => segmentRow(segment, at)))
        .execute();
      await coverSegments(trx, segments);
    }
    await trx
      .insertInto('pipeline_position')
      .values({ name: sealed, position, updated_at: at })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ position, updated_at: at }))
      .execute();
  });
}

/** @returns the segments of these ids that are recorded: a commit may have worked though its answer was lost */
export async function recordedSegments(db: Executor, ids: readonly string[]): Promise<Segment[]> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('event_segment')
    .selectAll()
    .where('id', 'in', [...ids])
    .execute();
  return rows.map(segmentOf);
}

/**
 * Puts segments in the place of others, with what the protocol says of it, all or nothing.
 * @throws SegmentsGone when one of the former ones is not in the manifest any more; nothing is changed then
 */
export async function replaceSegments(
  db: Kysely<Database>,
  { former, next, deletions, guard }: SegmentChange,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await db.transaction().execute(async (trx) => {
    const gone = await trx
      .deleteFrom('event_segment')
      .where(
        'id',
        'in',
        former.map(({ id }) => id),
      )
      .returning('id')
      .execute();
    if (gone.length !== former.length) throw new SegmentsGone();
    await guard?.(trx);
    if (next.length > 0) {
      await trx
        .insertInto('event_segment')
        .values(next.map((segment) => segmentRow(segment, at)))
        .execute();
    }
    await coverSegments(trx, [...next, ...former]);
    await recordDeletions(trx, deletions, now);
  });
}

/** Segments were removed while others were made of them. */
export class SegmentsGone extends Error {
  constructor() {
    super('segments were removed while others were made of them');
    this.name = 'SegmentsGone';
  }
}

/** Leaves of the tenants' logs: segments as they are recorded, or that they are gone. */
async function coverSegments(trx: Transaction<Database>, segments: readonly Segment[]): Promise<void> {
  const known = await existingTenants(trx, segments);
  const leaves = segments
    .filter(({ tenant }) => known.has(tenant))
    .map(({ id, tenant }): RowsLeaf => {
      const rows: RowKey[] = [{ table: 'event_segment', key: { id } }];
      return { tenantId: tenant, kind: 'event-segment', reference: id, rows };
    });
  await coverRows(trx, leaves);
}

/** Segments of a tenant that is being removed outlive it for a while, its log does not. */
async function existingTenants(
  trx: Transaction<Database>,
  segments: readonly Segment[],
): Promise<Set<string>> {
  const tenants = [...new Set(segments.map(({ tenant }) => tenant))];
  if (tenants.length === 0) return new Set();
  // A removal under way is waited for.
  const rows = await trx.selectFrom('tenant').select('id').where('id', 'in', tenants).forKeyShare().execute();
  return new Set(rows.map(({ id }) => id));
}

function segmentRow(segment: Segment, at: Date): Insertable<EventSegmentTable> {
  return {
    id: segment.id,
    tenant_id: segment.tenant,
    path: segment.path,
    time_from: new Date(segment.timeFrom),
    time_to: new Date(segment.timeTo),
    received_from: new Date(segment.receivedFrom),
    received_to: new Date(segment.receivedTo),
    id_from: segment.idFrom,
    id_to: segment.idTo,
    position_from: segment.positionFrom,
    position_to: segment.positionTo,
    rows: segment.rows,
    bytes: segment.bytes,
    sha256: Buffer.from(segment.sha256),
    created_at: at,
    filter_bytes: segment.filterBytes ?? null,
    datasets: JSON.stringify(segment.datasets),
  };
}
