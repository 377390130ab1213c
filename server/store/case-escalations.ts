import { type Kysely, sql, type Transaction } from 'kysely';
import { type Escalation, escalationAt } from '../case/clocks.js';
import type { CaseClock } from '../contract/case-duty.js';
import { clocksIn, dutiesOf } from './case-duties.js';
import { noteTimeline } from './case-timeline.js';
import { each } from './each.js';
import type { Database } from './tables.js';

/** A clock whose end is near or has passed. */
export interface PressingClock {
  tenant: string;
  case: string;
  key: string;
  title: string;
  clock: CaseClock;
  point: Escalation;
}

/**
 * Clocks of cases that are not closed which have come to a point of warning: half, three quarters, two hours before the
 * end, or past it.
 * @param now milliseconds since the epoch
 */
export async function pressingClocks(db: Kysely<Database>, now: number): Promise<PressingClock[]> {
  const rows = await db
    .selectFrom('incident_case')
    .select(['id', 'tenant_id', 'key', 'title', 'opened_at'])
    .where('state', '<>', 'closed')
    .execute();
  const duties = await dutiesOf(db, rows, now);
  return rows.flatMap(({ id, tenant_id, key, title }) =>
    clocksIn(duties.get(id) ?? []).flatMap((clock): PressingClock[] => {
      const point = escalationAt(clock, now);
      return point === undefined ? [] : [{ tenant: tenant_id, case: id, key, title, clock, point }];
    }),
  );
}

/**
 * Notes which clocks have come to a point of warning, each once for each end that it had; the notification service tells
 * them, and the timeline has them.
 * @param now milliseconds since the epoch
 * @returns how many were noted now
 */
export async function noteEscalations(
  db: Kysely<Database>,
  pressing: readonly PressingClock[],
  now: number,
): Promise<number> {
  const known = await notedPoints(db, pressing);
  let noted = 0;
  await each(pressing, async (clock) => {
    const { duty, step, due_at } = clock.clock;
    if (known.has(pointOf(clock.case, duty, step, clock.point, due_at!))) return;
    const added = await db.transaction().execute((trx) => note(trx, clock, now));
    if (added) noted++;
  });
  return noted;
}

/** What an escalation is recognised by. */
const pointOf = (id: string, duty: string, step: string, point: Escalation, due: string | Date): string =>
  [id, duty, step, point, new Date(due).toISOString()].join(' ');

/** A clock presses for hours, and is looked at every few seconds: what is known takes one question, not a transaction each. */
async function notedPoints(
  db: Kysely<Database>,
  pressing: readonly PressingClock[],
): Promise<ReadonlySet<string>> {
  if (pressing.length === 0) return new Set();
  const rows = await db
    .selectFrom('case_escalation')
    .select(['case_id', 'duty', 'step', 'point', 'due_at'])
    .where(sql<boolean>`case_id = any(${[...new Set(pressing.map((each) => each.case))]}::uuid[])`)
    .execute();
  return new Set(
    rows.map(({ case_id, duty, step, point, due_at }) => pointOf(case_id, duty, step, point, due_at)),
  );
}

async function note(
  trx: Transaction<Database>,
  { tenant, case: id, key, title, clock, point }: PressingClock,
  now: number,
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    insert into case_escalation (tenant_id, case_id, duty, step, point, due_at, at, facts)
    values (${tenant}, ${id}, ${clock.duty}, ${clock.step}, ${point}, ${clock.due_at}::timestamptz, ${new Date(now)},
      ${JSON.stringify({ key, title, name_de: clock.name.de, name_en: clock.name.en })}::jsonb)
    on conflict do nothing returning id`.execute(trx);
  if (rows.length === 0) return false;
  const facts = { point, name: clock.name.en, name_de: clock.name.de, due_at: clock.due_at };
  await noteTimeline(trx, { tenant, case: id }, { by: 'grundwacht', now }, [{ kind: 'deadline', facts }]);
  return true;
}

/** A warning as the notification service tells it. */
export interface EscalationNotice {
  id: number;
  tenant_id: string;
  case_id: string;
  point: Escalation;
  due_at: Date;
  at: Date;
  key: string;
  title: string;
  name_de: string;
  name_en: string;
}

/** @returns warnings after one, in order; only one writer makes them */
export async function escalationsAfter(
  trx: Transaction<Database>,
  id: number,
  limit: number,
): Promise<EscalationNotice[]> {
  const { rows } = await sql<EscalationNotice>`
    select id, tenant_id, case_id, point, due_at, at, facts ->> 'key' as key, facts ->> 'title' as title,
      facts ->> 'name_de' as name_de, facts ->> 'name_en' as name_en
    from case_escalation where id > ${id} order by id limit ${limit}`.execute(trx);
  return rows;
}
