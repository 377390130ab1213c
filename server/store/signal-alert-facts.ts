import { type Kysely, sql } from 'kysely';
import type { FactsOf } from '../signal/facts.js';
import { wordsOf } from '../signal/parameters.js';
import type { Database } from './tables.js';

/** Of fire drills nothing is measured here: their alerts are closed as they come. */
const real = sql`a.drill_id is null`;
/** The latest of so many alerts are measured. */
const mostAlerts = 10_000;

interface Span {
  begun: Date;
  done: Date | null;
}

/** @returns alerts of level medium and above that were made since, and when somebody took them up first */
export async function alertsTaken(
  db: Kysely<Database>,
  tenant: string,
  since: number,
): Promise<FactsOf<'alert-times'>['alerts']> {
  const { rows } = await sql<Span>`
    select a.created_at as begun, h.at as done from alert a
    left join lateral (select min(at) as at from alert_history where alert_id = a.id and to_state <> 'new') h on true
    where a.tenant_id = ${tenant} and ${real} and a.created_at >= ${new Date(since)}
      and a.rule_level in ('medium', 'high', 'critical')
    order by a.created_at desc limit ${mostAlerts}`.execute(db);
  return rows.map(({ begun, done }) => ({ created: begun.getTime(), taken: done?.getTime() ?? null }));
}

/** @returns high and critical alerts that were made since, and when they were decided first */
export async function alertsDecided(
  db: Kysely<Database>,
  tenant: string,
  since: number,
): Promise<FactsOf<'deadline'>['items']> {
  const { rows } = await sql<Span>`
    select a.created_at as begun, h.at as done from alert a
    left join lateral (select min(at) as at from alert_history where alert_id = a.id and to_state = 'closed') h on true
    where a.tenant_id = ${tenant} and ${real} and a.created_at >= ${new Date(since)}
      and a.rule_level in ('high', 'critical')
    order by a.created_at desc limit ${mostAlerts}`.execute(db);
  return rows.map(({ begun, done }) => ({ begun: begun.getTime(), done: done?.getTime() ?? null }));
}

/** @returns milliseconds from the receipt of the last event that an alert was made of to the alert */
export async function detectionDelays(
  db: Kysely<Database>,
  tenant: string,
  since: number,
): Promise<number[]> {
  const { rows } = await sql<{ delay: number }>`
    select (extract(epoch from latest.created_at - e.received) * 1000)::double precision as delay
    from (select id, created_at from alert a
      where a.tenant_id = ${tenant} and ${real} and a.created_at >= ${new Date(since)}
      order by a.created_at desc limit 2000) latest
    -- Events that were folded in later came after the alert.
    cross join lateral (
      select max((document ->> 'event.ingested')::timestamptz) as received from alert_event
      where alert_id = latest.id and (document ->> 'event.ingested')::timestamptz <= latest.created_at) e
    where e.received is not null`.execute(db);
  return rows.map(({ delay }) => delay);
}

/**
 * @param rules ids, separated by commas
 * @returns alerts of these rules since, and what people wrote to them
 */
export async function changeAlerts(
  db: Kysely<Database>,
  tenant: string,
  rules: string,
  since: number,
): Promise<FactsOf<'privileged-changes'>['changes']> {
  const { rows } = await sql<{ at: Date; what: string; comments: string[] }>`
    select a.created_at as at, a.entity_value as what,
      array(select comment from alert_history where alert_id = a.id and comment is not null
        union all select text from alert_comment where alert_id = a.id) as comments
    from alert a
    where a.tenant_id = ${tenant} and ${real} and a.created_at >= ${new Date(since)}
      and a.rule_id = any(${wordsOf(rules)}::text[])
    order by a.created_at desc limit ${mostAlerts}`.execute(db);
  return rows.map(({ at, ...row }) => ({ at: at.getTime(), ...row }));
}

/** @returns the latest fire drill that is over; null: there was none */
export async function lastDrill(
  db: Kysely<Database>,
  tenant: string,
): Promise<FactsOf<'fire-drill'>['drill']> {
  const { rows } = await sql<{
    ended: Date;
    fired: number;
    silent: number;
    not_drilled: number;
    slowest: number | null;
  }>`
    select d.ended_at as ended, count(*) filter (where r.outcome = 'fired')::int as fired,
      count(*) filter (where r.outcome in ('silent', 'waiting'))::int as silent,
      count(*) filter (where r.outcome = 'not_drilled')::int as not_drilled, max(r.latency_ms) as slowest
    from fire_drill d join fire_drill_rule r on r.drill_id = d.id
    where d.tenant_id = ${tenant} and d.state = 'done'
    group by d.id order by d.started_at desc limit 1`.execute(db);
  const row = rows[0];
  if (row === undefined) return null;
  return {
    at: row.ended.getTime(),
    fired: row.fired,
    silent: row.silent,
    notDrilled: row.not_drilled,
    slowestMs: row.slowest ?? 0,
  };
}
