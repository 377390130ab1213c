import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { levels } from '../contract/levels.js';
import type { LetterContent, Notice, NoticePage } from '../contract/notification-letters.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** A notice for one channel. */
export interface NewNotice {
  tenant: string;
  channel: string;
  recipients: readonly string[];
  notice: Notice;
  digest: boolean;
  /** Milliseconds since the epoch. */
  due: number;
}

/** PostgreSQL takes 65,535 parameters a statement. */
const noticesPerStatement = 1000;

/** Stores what is to be told. */
export async function insertNotices(
  trx: Transaction<Database>,
  notices: readonly NewNotice[],
): Promise<void> {
  for (let at = 0; at < notices.length; at += noticesPerStatement) {
    const rows = notices.slice(at, at + noticesPerStatement).map((each) => ({
      tenant_id: each.tenant,
      channel_id: each.channel,
      recipients: [...each.recipients],
      notice: JSON.stringify(each.notice),
      level: levels.indexOf(each.notice.level),
      digest: each.digest,
      due_at: new Date(each.due),
    }));
    await trx.insertInto('notification_notice').values(rows).execute();
  }
}

/** Notices that wait for one message: of a channel, to the same people. */
export interface WaitingGroup {
  channel: string;
  recipients: string[];
  digest: boolean;
  count: number;
}

/** @returns what is due at channels that send, by channel */
export async function waitingGroups(db: Executor, now: number): Promise<WaitingGroup[]> {
  const { rows } = await sql<WaitingGroup>`
    select n.channel_id as channel, n.recipients, n.digest, count(*) as count
    from notification_notice n join notification_channel c on c.id = n.channel_id
    where n.letter_id is null and n.due_at <= ${new Date(now)} and c.enabled
    group by 1, 2, 3 order by 1, n.digest desc, 2`.execute(db);
  return rows;
}

/** The gravest of a group, of one level in the order in which they came. */
export async function gravestNotices(
  trx: Transaction<Database>,
  { channel, recipients, digest }: WaitingGroup,
  now: number,
  limit: number,
): Promise<{ id: number; notice: Notice }[]> {
  return trx
    .selectFrom('notification_notice')
    .select(['id', 'notice'])
    .where('channel_id', '=', channel)
    .where('letter_id', 'is', null)
    .where('due_at', '<=', new Date(now))
    .where('digest', '=', digest)
    .where(sql<boolean>`recipients = ${recipients}::text[]`)
    .orderBy('level', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** @returns counts and times of what still waits of a group */
export async function tallyNotices(
  trx: Transaction<Database>,
  { channel, recipients, digest }: WaitingGroup,
  now: number,
): Promise<Omit<LetterContent, 'notices'>> {
  const { rows } = await sql<{ level: number; count: number; from: Date; to: Date }>`
    select level, count(*) as count, min((notice ->> 'at')::timestamptz) as from,
      max((notice ->> 'at')::timestamptz) as to
    from notification_notice
    where channel_id = ${channel} and letter_id is null and due_at <= ${new Date(now)} and digest = ${digest}
      and recipients = ${recipients}::text[]
    group by level order by level desc`.execute(trx);
  const iso = (times: number[], pick: (...all: number[]) => number) =>
    times.length === 0 ? null : new Date(pick(...times)).toISOString();
  return {
    total: rows.reduce((sum, { count }) => sum + count, 0),
    levels: Object.fromEntries(rows.map(({ level, count }) => [levels[level] ?? 'informational', count])),
    from: iso(
      rows.map(({ from }) => from.getTime()),
      Math.min,
    ),
    to: iso(
      rows.map(({ to }) => to.getTime()),
      Math.max,
    ),
  };
}

/** Notes which letter tells one notice. */
export async function tellNotice(trx: Transaction<Database>, id: number, letter: string): Promise<void> {
  await trx
    .updateTable('notification_notice')
    .set({ letter_id: letter })
    .where('id', '=', id)
    .where('letter_id', 'is', null)
    .execute();
}

/** Notes which letter tells all that still waits of a group. */
export async function tellGroup(
  trx: Transaction<Database>,
  { channel, recipients, digest }: WaitingGroup,
  now: number,
  letter: string,
): Promise<void> {
  await trx
    .updateTable('notification_notice')
    .set({ letter_id: letter })
    .where('channel_id', '=', channel)
    .where('letter_id', 'is', null)
    .where('due_at', '<=', new Date(now))
    .where('digest', '=', digest)
    .where(sql<boolean>`recipients = ${recipients}::text[]`)
    .execute();
}

/**
 * What became of notices, latest first.
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listNotices(
  db: Executor,
  tenant: string,
  query: { limit: number; cursor?: string; waiting?: boolean; letter?: string },
): Promise<NoticePage> {
  let select = db
    .selectFrom('notification_notice as n')
    .innerJoin('notification_channel as c', 'c.id', 'n.channel_id')
    .select(['n.id', 'c.name', 'n.digest', 'n.due_at', 'n.letter_id', 'n.notice'])
    .where('n.tenant_id', '=', tenant);
  if (query.waiting === true) select = select.where('n.letter_id', 'is', null);
  if (query.letter !== undefined) select = select.where('n.letter_id', '=', query.letter);
  if (query.cursor !== undefined) {
    if (!/^\d{1,15}$/.test(query.cursor)) throw new GrundwachtError('CURSOR_INVALID');
    select = select.where('n.id', '<', Number(query.cursor));
  }
  const rows = await select
    .orderBy('n.id', 'desc')
    .limit(query.limit + 1)
    .execute();
  const page = rows.slice(0, query.limit);
  const end = page.at(-1);
  return {
    items: page.map(({ id, name, digest, due_at, letter_id, notice }) => ({
      id: String(id),
      channel_name: name,
      state: letter_id !== null ? 'told' : digest ? 'digest' : 'held',
      due_at: due_at.toISOString(),
      letter: letter_id,
      notice,
    })),
    next: rows.length > query.limit && end ? String(end.id) : null,
  };
}
