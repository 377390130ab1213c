import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type {
  Letter,
  LetterContent,
  LetterKind,
  LetterPage,
  LetterState,
} from '../contract/notification-letters.js';
import { decodeCursor, encodeCursor } from './cursor.js';
import type { NotificationLetterTable } from './notification-tables.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;
export type LetterRow = Selectable<NotificationLetterTable>;

/** A message to be sent. */
export interface NewLetter {
  tenant: string;
  channel: string;
  kind: LetterKind;
  recipients: readonly string[];
  content: LetterContent;
}

/** Longest error that is kept and shown. */
const errorLength = 500;

/**
 * Puts a message on its way.
 * @param now milliseconds since the epoch
 * @returns its id, which every attempt to send it carries
 */
export async function queueLetter(db: Executor, letter: NewLetter, now: number): Promise<string> {
  const { id } = await db
    .insertInto('notification_letter')
    .values({
      tenant_id: letter.tenant,
      channel_id: letter.channel,
      kind: letter.kind,
      recipients: [...letter.recipients],
      content: JSON.stringify(letter.content),
      state: 'queued',
      attempts: 0,
      created_at: new Date(now),
      next_attempt_at: new Date(now),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** @returns messages that are due at channels that send, those of one channel in the order in which they were made */
export async function dueLetters(
  db: Executor,
  now: number,
  busy: readonly string[],
  limit: number,
): Promise<LetterRow[]> {
  return db
    .selectFrom('notification_letter')
    .selectAll('notification_letter')
    .innerJoin('notification_channel', 'notification_channel.id', 'notification_letter.channel_id')
    .where('state', '=', 'queued')
    .where('next_attempt_at', '<=', new Date(now))
    .where('enabled', '=', true)
    .where(sql<boolean>`channel_id <> all(${busy}::uuid[])`)
    .orderBy('next_attempt_at')
    .orderBy('created_at')
    .limit(limit)
    .execute();
}

/** How an attempt to send ended. */
export type Outcome =
  | { state: 'sent'; note: string | undefined }
  | { state: 'queued'; error: string; next: number }
  | { state: 'dead'; error: string };

/** Notes the end of an attempt at `now`, milliseconds since the epoch. */
export async function settleLetter(db: Executor, id: string, outcome: Outcome, now: number): Promise<void> {
  await db
    .updateTable('notification_letter')
    .set((set) => ({
      state: outcome.state,
      attempts: set('attempts', '+', 1),
      next_attempt_at: outcome.state === 'queued' ? new Date(outcome.next) : null,
      ...(outcome.state === 'sent'
        ? { sent_at: new Date(now), last_error: outcome.note?.slice(0, errorLength) ?? null }
        : { last_error: outcome.error.slice(0, errorLength) }),
    }))
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute();
}

/** A message that some of its recipients did not get, as a dead one to these alone. */
export async function storeRefused(
  db: Executor,
  letter: LetterRow,
  recipients: readonly string[],
  error: string,
): Promise<void> {
  await db
    .insertInto('notification_letter')
    .values({
      tenant_id: letter.tenant_id,
      channel_id: letter.channel_id,
      kind: letter.kind,
      recipients: [...recipients],
      content: JSON.stringify(letter.content),
      state: 'dead',
      attempts: letter.attempts + 1,
      created_at: letter.created_at,
      last_error: error.slice(0, errorLength),
    })
    .execute();
}

/** Messages of a tenant, latest first. */
export async function listLetters(
  db: Executor,
  tenant: string,
  query: { limit: number; cursor?: string; state?: LetterState },
): Promise<LetterPage> {
  let select = letters(db).where('l.tenant_id', '=', tenant);
  if (query.state !== undefined) select = select.where('l.state', '=', query.state);
  if (query.cursor !== undefined) {
    const { time, id } = decodeCursor(query.cursor);
    select = select.where(sql<boolean>`(l.created_at, l.id) < (${new Date(time)}, ${id}::uuid)`);
  }
  const rows = await select
    .orderBy('l.created_at', 'desc')
    .orderBy('l.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const end = page.at(-1);
  const more = rows.length > query.limit && end !== undefined;
  return {
    items: page.map(toLetter),
    next: more ? encodeCursor({ time: end.created_at.getTime(), id: end.id }) : null,
  };
}

function letters(db: Executor) {
  return db
    .selectFrom('notification_letter as l')
    .innerJoin('notification_channel as c', 'c.id', 'l.channel_id')
    .selectAll('l')
    .select('c.name as channel_name');
}

function toLetter(row: LetterRow & { channel_name: string }): Letter {
  const { id, kind, state, recipients, content, attempts, last_error, channel_name } = row;
  return {
    ...{ id, channel: row.channel_id, channel_name, kind, state, recipients, content, attempts, last_error },
    created_at: row.created_at.toISOString(),
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    sent_at: row.sent_at?.toISOString() ?? null,
  };
}

/**
 * What a person decides of a dead message: it is sent again, or done with.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError NOT_FOUND, CONFLICT (it is not dead)
 */
export async function decideDead(
  trx: Transaction<Database>,
  tenant: string,
  id: string,
  state: 'queued' | 'discarded',
  now: number,
): Promise<Letter> {
  const row = await trx
    .selectFrom('notification_letter')
    .select('state')
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no message {id}', values: { id } });
  if (row.state !== 'dead')
    throw new GrundwachtError('CONFLICT', {
      message: 'the message is {state}, not dead',
      values: { state: row.state },
    });
  const next = state === 'queued' ? new Date(now) : null;
  await trx
    .updateTable('notification_letter')
    .set({ state, next_attempt_at: next, attempts: 0 })
    .where('id', '=', id)
    .execute();
  return toLetter(await letters(trx).where('l.id', '=', id).executeTakeFirstOrThrow());
}

/**
 * Forgets what is told and done with, and alerts that are gone.
 * @param before milliseconds since the epoch
 * @returns messages that were removed
 */
export async function forgetTold(db: Executor, before: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('notification_letter')
    .where('state', 'in', ['sent', 'discarded'])
    .where('created_at', '<', new Date(before))
    .executeTakeFirstOrThrow();
  await sql`
    delete from notification_alert m where not exists (select from alert a where a.id = m.alert_id)`.execute(
    db,
  );
  return Number(numDeletedRows);
}
