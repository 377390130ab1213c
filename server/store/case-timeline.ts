import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import type { NewTimelineEntry, TimelineEntry, TimelineKind } from '../contract/case.js';
import { GrundwachtError } from '../contract/errors.js';
import type { CaseTimelineTable } from './case-tables.js';
import { coverRows, type RowsLeaf } from './covered-rows.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/** A case as what every row of it is found by. */
export interface CaseKey {
  tenant: string;
  /** Id. */
  case: string;
}

/** An entry to be appended; without a time of its own it happened now. */
export interface TimelineFact {
  kind: TimelineKind;
  happenedAt?: Date;
  text?: string;
  facts?: TimelineEntry['facts'];
  corrects?: number | null;
}

/** A leaf of the tenant's log for each row of a case's record, as it is now. */
export async function coverCase(
  trx: Transaction<Database>,
  { tenant }: CaseKey,
  table: 'case_duty' | 'case_report' | 'case_timeline',
  ids: readonly (string | number)[],
): Promise<void> {
  const leaves = ids.map((id): RowsLeaf => {
    return { tenantId: tenant, kind: 'case', reference: `${table}/${id}`, rows: [{ table, key: { id } }] };
  });
  await coverRows(trx, leaves);
}

/** Appends to the timeline of a case and to the log, in the transaction of what happened. */
export async function noteTimeline(
  trx: Transaction<Database>,
  key: CaseKey,
  { by, now }: Author,
  entries: readonly TimelineFact[],
): Promise<void> {
  if (entries.length === 0) return;
  const at = new Date(now);
  const added = await trx
    .insertInto('case_timeline')
    .values(
      entries.map(({ kind, happenedAt = at, text = '', facts = {}, corrects = null }) => ({
        tenant_id: key.tenant,
        case_id: key.case,
        kind,
        happened_at: happenedAt,
        recorded_at: at,
        by,
        text,
        facts: JSON.stringify(facts),
        corrects,
      })),
    )
    .returning('id')
    .execute();
  await coverCase(
    trx,
    key,
    'case_timeline',
    added.map(({ id }) => id),
  );
}

/**
 * Appends what a person writes.
 * @throws GrundwachtError VALIDATION of a time to come, of an entry to be corrected that the case does not have
 */
export async function writeTimeline(
  trx: Transaction<Database>,
  key: CaseKey,
  { text, happened_at, corrects }: NewTimelineEntry,
  author: Author,
): Promise<void> {
  const happenedAt = happened_at === undefined ? new Date(author.now) : new Date(happened_at);
  if (happenedAt.getTime() > author.now)
    throw new GrundwachtError('VALIDATION', {
      pointer: '/happened_at',
      message: 'what happened lies in the past',
    });
  if (corrects !== undefined) {
    const found = await trx
      .selectFrom('case_timeline')
      .select('id')
      .where('case_id', '=', key.case)
      .where('id', '=', corrects)
      .executeTakeFirst();
    if (found === undefined)
      throw new GrundwachtError('VALIDATION', {
        pointer: '/corrects',
        message: 'the case has no entry {corrects}',
        values: { corrects },
      });
  }
  await noteTimeline(trx, key, author, [{ kind: 'entry', happenedAt, text, corrects: corrects ?? null }]);
}

/** @returns the entries of a case, and what people did with its alerts since they belong to it, as it happened */
export async function readTimeline(db: Kysely<Database>, id: string): Promise<TimelineEntry[]> {
  const written = await db.selectFrom('case_timeline').selectAll().where('case_id', '=', id).execute();
  const { rows } = await sql<{ id: number; at: Date; by: string; to: string; title: string; entity: string }>`
    select h.id, h.at, h.by, h.to_state as to, a.rule_title as title, a.entity_value as entity
    from case_alert c
    join alert_history h on h.alert_id = c.alert_id
    join alert a on a.id = c.alert_id
    where c.case_id = ${id}`.execute(db);
  const acts = rows.map(
    ({ id: act, at, by, ...facts }): TimelineEntry => ({
      id: -act,
      kind: 'alert_state',
      happened_at: at.toISOString(),
      recorded_at: at.toISOString(),
      by,
      text: '',
      facts,
      corrects: null,
    }),
  );
  return [...written.map(toEntry), ...acts].toSorted(asItHappened);
}

function asItHappened(a: TimelineEntry, b: TimelineEntry): number {
  if (a.happened_at !== b.happened_at) return a.happened_at < b.happened_at ? -1 : 1;
  // What people did with alerts has ids below zero: it follows what was written at the same time.
  if (a.id < 0 !== b.id < 0) return b.id - a.id;
  return a.id < 0 ? b.id - a.id : a.id - b.id;
}

function toEntry(row: Selectable<CaseTimelineTable>): TimelineEntry {
  const { id, kind, happened_at, recorded_at, by, text, facts, corrects } = row;
  return {
    id,
    kind,
    happened_at: happened_at.toISOString(),
    recorded_at: recorded_at.toISOString(),
    by,
    text,
    facts,
    corrects,
  };
}
