import type { Kysely, Transaction } from 'kysely';
import type { Notice } from '../contract/notification-letters.js';
import type { NoticeFacts, NoticeKind } from '../contract/notification-plan.js';
import { type EscalationNotice, escalationsAfter } from '../store/case-escalations.js';
import {
  changedAlerts,
  dueMemories,
  lockCursor,
  memoriesOf,
  moveCursor,
  type ProtectionRank,
  protectionOfEntities,
  type Reminder,
  remindersAfter,
  storeMemories,
  type ToldAlert,
} from '../store/notification-cursor.js';
import { insertNotices, type NewNotice } from '../store/notification-notices.js';
import { type PlanInForce, plansInForce } from '../store/notification-plans.js';
import type { Database } from '../store/tables.js';
import { type Observed, observeAlert, observeDue } from './observe.js';
import { routeNotice } from './route.js';

const pageSize = 500;

export interface Gathering {
  db: Kysely<Database>;
  /** Whether a rule watches Grundwacht itself. */
  isOwnRule(rule: string): boolean;
}

/** Something to be told, before it is routed. */
interface Found {
  tenant: string;
  notice: Omit<Notice, 'route'>;
}

/**
 * Makes notices of everything that has happened since the last time. Notices, memory and cursor change in one
 * transaction: a crash loses none and doubles none.
 * @param now milliseconds since the epoch
 * @returns how many notices there are now to tell
 */
export async function gatherNotices({ db, isOwnRule }: Gathering, now: number): Promise<number> {
  let count = 0;
  for (const page of [changes, due, reminders, escalations]) {
    for (let more = true; more; ) {
      const done = await db.transaction().execute(async (trx) => {
        const plans = await plansInForce(trx);
        const { found, seen } = await page(trx, { plans, isOwnRule, now });
        const notices = await routed(trx, plans, found, now);
        await insertNotices(trx, notices);
        return { notices: notices.length, more: seen === pageSize };
      });
      count += done.notices;
      more = done.more;
    }
  }
  return count;
}

interface Page {
  plans: ReadonlyMap<string, PlanInForce>;
  isOwnRule: Gathering['isOwnRule'];
  now: number;
}

/** What a page found, and how many rows it looked at. */
interface PageResult {
  found: Found[];
  seen: number;
}

async function changes(trx: Transaction<Database>, { plans, isOwnRule, now }: Page): Promise<PageResult> {
  const { revision } = await lockCursor(trx);
  const changed = await changedAlerts(trx, revision, pageSize);
  const last = changed.at(-1);
  if (last === undefined) return { found: [], seen: 0 };
  const memories = await memoriesOf(
    trx,
    changed.map(({ alert }) => alert.id),
  );
  const observed = changed.flatMap((told) => {
    const inForce = plans.get(told.alert.tenant);
    if (inForce === undefined) return [];
    const own = isOwnRule(told.alert.rule.id);
    return [{ told, ...observeAlert(told, memories.get(told.alert.id), { ...inForce, own, now }) }];
  });
  await storeMemories(
    trx,
    observed.map(({ memory }) => memory),
  );
  await moveCursor(trx, { revision: last.alert.revision });
  return { found: observed.flatMap((each) => foundOf(each, now)), seen: changed.length };
}

async function due(trx: Transaction<Database>, { plans, now }: Page): Promise<PageResult> {
  await lockCursor(trx);
  const rows = await dueMemories(trx, now, pageSize);
  const observed = rows.map(({ memory, told }) => {
    return { told, ...observeDue(memory, told, plans.get(memory.tenant_id)?.plan, now) };
  });
  await storeMemories(
    trx,
    observed.map(({ memory }) => memory),
  );
  return { found: observed.flatMap((each) => foundOf(each, now)), seen: rows.length };
}

async function reminders(trx: Transaction<Database>, _page: Page): Promise<PageResult> {
  const { reminder } = await lockCursor(trx);
  const rows = await remindersAfter(trx, reminder, pageSize);
  const last = rows.at(-1);
  if (last !== undefined) await moveCursor(trx, { reminder: last.id });
  return { found: rows.map(noticeOfReminder), seen: rows.length };
}

async function escalations(trx: Transaction<Database>, _page: Page): Promise<PageResult> {
  const { escalation } = await lockCursor(trx);
  const rows = await escalationsAfter(trx, escalation, pageSize);
  const last = rows.at(-1);
  if (last !== undefined) await moveCursor(trx, { escalation: last.id });
  return { found: rows.map(noticeOfEscalation), seen: rows.length };
}

function foundOf({ told, kind }: Observed & { told: ToldAlert | undefined }, now: number): Found[] {
  if (told === undefined || kind === undefined) return [];
  return [{ tenant: told.alert.tenant, notice: noticeOfAlert(told, kind, now) }];
}

function noticeOfAlert({ alert, drill }: ToldAlert, kind: NoticeKind, now: number): Found['notice'] {
  const { rule, entity, count, first_seen, last_seen } = alert;
  return {
    kind,
    at: new Date(now).toISOString(),
    alert: alert.id,
    level: rule.level,
    rule: rule.id,
    title: rule.title,
    title_de: rule.title_de,
    tags: rule.tags,
    entity_type: entity.type,
    entity: entity.value,
    count,
    first_seen,
    last_seen,
    drill,
  };
}

function noticeOfReminder({ tenant_id, subject, at, due: state, deadline, title }: Reminder): Found {
  return {
    tenant: tenant_id,
    notice: {
      kind: subject === 'measure' ? 'measure_due' : 'evidence_expiring',
      at: at.toISOString(),
      alert: null,
      level: state === 'soon' ? 'low' : 'medium',
      rule: '',
      title,
      title_de: null,
      tags: [],
      entity_type: subject,
      entity: deadline,
      count: 1,
      first_seen: null,
      last_seen: null,
      drill: false,
    },
  };
}

const levelOfPoint = {
  half: 'medium',
  three_quarters: 'high',
  two_hours: 'critical',
  missed: 'critical',
} as const;

/** Without the title of the case: it may say more than a message should carry out of the house. */
function noticeOfEscalation({
  tenant_id,
  at,
  due_at,
  point,
  key,
  name_de,
  name_en,
}: EscalationNotice): Found {
  return {
    tenant: tenant_id,
    notice: {
      kind: 'case_deadline',
      at: at.toISOString(),
      alert: null,
      level: levelOfPoint[point],
      rule: '',
      title: `${key}: ${name_en}`,
      title_de: `${key}: ${name_de}`,
      tags: [],
      entity_type: 'case',
      entity: due_at.toISOString(),
      count: 1,
      first_seen: null,
      last_seen: null,
      drill: false,
    },
  };
}

async function routed(
  trx: Transaction<Database>,
  plans: Page['plans'],
  found: readonly Found[],
  now: number,
): Promise<NewNotice[]> {
  const protection = await protectionFor(trx, plans, found);
  return found.flatMap(({ tenant, notice }) => {
    const plan = plans.get(tenant)?.plan;
    if (plan === undefined) return [];
    const rank = protection.get(JSON.stringify([tenant, notice.entity]));
    return routeNotice(plan, factsOf(notice, rank), now).flatMap(
      ({ channel, recipients, at, route, reason }): NewNotice[] =>
        channel === null || at === null
          ? []
          : [
              {
                tenant,
                channel,
                recipients,
                notice: { ...notice, route },
                digest: reason === 'working_digest' || reason === 'off_digest',
                due: Date.parse(at),
              },
            ],
    );
  });
}

/** Looks target objects up only where a route asks for their need. */
async function protectionFor(trx: Transaction<Database>, plans: Page['plans'], found: readonly Found[]) {
  const asks = (tenant: string) =>
    plans.get(tenant)?.plan.routes.some(({ when }) => when.min_protection !== 'any') === true;
  return protectionOfEntities(
    trx,
    found
      .filter(({ tenant, notice }) => notice.alert !== null && asks(tenant))
      .map(({ tenant, notice }) => ({ tenant, entity: notice.entity })),
  );
}

const ranks = { 1: 'normal', 2: 'high', 3: 'very_high' } as const;

function factsOf(
  { kind, level, rule, tags, entity, drill }: Found['notice'],
  rank: ProtectionRank | undefined,
): NoticeFacts {
  return { kind, level, rule, tags, entity, drill, protection: rank === undefined ? 'unknown' : ranks[rank] };
}
