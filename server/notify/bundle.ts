import type { Kysely, Transaction } from 'kysely';
import type { LetterContent, LetterKind, Notice } from '../contract/notification-letters.js';
import { each } from '../store/each.js';
import { type ChannelRow, lockChannel, storeTokens } from '../store/notification-channels.js';
import { queueLetter } from '../store/notification-letters.js';
import {
  gravestNotices,
  tallyNotices,
  tellGroup,
  tellNotice,
  type WaitingGroup,
  waitingGroups,
} from '../store/notification-notices.js';
import type { Database } from '../store/tables.js';
import { shareTokens, tokensAt } from './rate.js';

/** What a summary or a digest lists; the rest is counted. */
const listed = 25;

/**
 * Makes messages of the notices that wait, as many as the channels' limits allow; what is above them becomes one
 * summary with the exact count.
 * @param now milliseconds since the epoch
 * @returns messages that were put on their way
 */
export async function bundleNotices(db: Kysely<Database>, now: number): Promise<number> {
  let count = 0;
  await each(await waitingGroups(db, now), async (group) => {
    count += await db.transaction().execute((trx) => bundleGroup(trx, group, now));
  });
  return count;
}

async function bundleGroup(trx: Transaction<Database>, group: WaitingGroup, now: number): Promise<number> {
  const channel = await lockChannel(trx, group.channel);
  if (channel === undefined) return 0;
  if (group.digest) {
    await tellTogether(trx, channel, group, 'digest', now);
    return 1;
  }
  const { burst, per_hour: perHour, tokens, tokens_at } = channel;
  const left = tokensAt({ burst, perHour, tokens, at: tokens_at.getTime() }, now);
  const { singles, summary } = shareTokens(group.count, left);
  for (const { id, notice } of singles === 0 ? [] : await gravestNotices(trx, group, now, singles)) {
    await tellNotice(trx, id, await queue(trx, channel, group, 'single', contentOf(notice), now));
  }
  if (summary) await tellTogether(trx, channel, group, 'summary', now);
  const spent = singles + (summary ? 1 : 0);
  if (spent > 0) await storeTokens(trx, channel.id, left - spent, now);
  return spent;
}

async function tellTogether(
  trx: Transaction<Database>,
  channel: ChannelRow,
  group: WaitingGroup,
  kind: LetterKind,
  now: number,
): Promise<void> {
  const gravest = await gravestNotices(trx, group, now, listed);
  const tally = await tallyNotices(trx, group, now);
  const content = { ...tally, notices: gravest.map(({ notice }) => notice) };
  await tellGroup(trx, group, now, await queue(trx, channel, group, kind, content, now));
}

function queue(
  trx: Transaction<Database>,
  channel: ChannelRow,
  { recipients }: WaitingGroup,
  kind: LetterKind,
  content: LetterContent,
  now: number,
): Promise<string> {
  return queueLetter(trx, { tenant: channel.tenant_id, channel: channel.id, kind, recipients, content }, now);
}

/** @returns what a message of one notice tells */
export function contentOf(notice: Notice): LetterContent {
  return { notices: [notice], total: 1, levels: { [notice.level]: 1 }, from: notice.at, to: notice.at };
}
