import type { Kysely, Selectable, Transaction } from 'kysely';
import { GrundwachtError } from '../../contract/errors.js';
import type { DeletionPage, Deletion as DeletionView } from '../../contract/retention.js';
import type { Database } from '../tables.js';
import type { Segment } from './segment.js';
import type { DueCounts } from './segments/job.js';
import type { EventDeletionTable } from './tables.js';

/** What is deleted of a segment, and why. */
export interface Deletion extends DueCounts {
  cause: EventDeletionTable['cause'];
  /** The rule in words. */
  rule: string;
  /** Rows received before this were due, milliseconds; undefined: all. */
  receivedBefore: number | undefined;
  before: Segment;
  /** With what stays; undefined: nothing does. */
  after: Segment | undefined;
}

/**
 * Writes the deletion protocol; in the transaction that deletes.
 * @param now milliseconds since the epoch
 */
export async function recordDeletions(
  trx: Transaction<Database>,
  deletions: readonly Deletion[],
  now: number,
): Promise<void> {
  if (deletions.length === 0) return;
  await trx
    .insertInto('event_deletion')
    .values(
      deletions.map(({ cause, rule, receivedBefore, before, after, deleted, ...kept }) => ({
        tenant_id: before.tenant,
        at: new Date(now),
        cause,
        rule,
        received_before: receivedBefore === undefined ? null : new Date(receivedBefore),
        segment_id: before.id,
        sha256_before: Buffer.from(before.sha256),
        rows_before: before.rows,
        bytes_before: before.bytes,
        time_from: new Date(before.timeFrom),
        time_to: new Date(before.timeTo),
        rows_deleted: before.rows - (after?.rows ?? 0),
        datasets: JSON.stringify(deleted),
        kept_for_alerts: kept.keptForAlerts,
        kept_for_holds: kept.keptForHolds,
        segment_after: after?.id ?? null,
        sha256_after: after === undefined ? null : Buffer.from(after.sha256),
        rows_after: after?.rows ?? 0,
      })),
    )
    .execute();
}

/**
 * @param cursor number of the last row of the page before
 * @returns the protocol of a tenant, latest first
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listDeletions(
  db: Kysely<Database>,
  tenant: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<DeletionPage> {
  let query = db.selectFrom('event_deletion').selectAll().where('tenant_id', '=', tenant);
  if (cursor !== undefined) {
    if (!/^\d{1,18}$/.test(cursor)) throw new GrundwachtError('CURSOR_INVALID');
    query = query.where('id', '<', cursor);
  }
  const rows = await query
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const items = rows.slice(0, limit).map(viewOf);
  return { items, next: rows.length > limit ? items.at(-1)!.id : null };
}

/** @returns events that were ever deleted of a tenant */
export async function countDeleted(db: Kysely<Database>, tenant: string): Promise<number> {
  const { sum } = await db
    .selectFrom('event_deletion')
    .select(({ fn }) => fn.sum('rows_deleted').as('sum'))
    .where('tenant_id', '=', tenant)
    .executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}

function viewOf(row: Selectable<EventDeletionTable>): DeletionView {
  return {
    id: String(row.id),
    at: row.at.toISOString(),
    cause: row.cause,
    rule: row.rule,
    received_before: row.received_before?.toISOString() ?? null,
    segment: row.segment_id,
    sha256_before: row.sha256_before.toString('hex'),
    rows_before: Number(row.rows_before),
    time_from: row.time_from.toISOString(),
    time_to: row.time_to.toISOString(),
    rows_deleted: Number(row.rows_deleted),
    datasets: row.datasets,
    kept_for_alerts: Number(row.kept_for_alerts),
    kept_for_holds: Number(row.kept_for_holds),
    segment_after: row.segment_after,
    sha256_after: row.sha256_after?.toString('hex') ?? null,
    rows_after: Number(row.rows_after),
  };
}
