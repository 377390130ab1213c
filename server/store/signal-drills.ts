import { type Kysely, sql } from 'kysely';
import type { FireDrill } from '../contract/signal.js';
import type { Database } from './tables.js';

/** A rule as a drill begins with it. */
export interface DrilledRule {
  id: string;
  title: string;
  /** Why it is not drilled; undefined: it is. */
  reason: string | undefined;
}

/**
 * Begins a fire drill.
 * @param now milliseconds since the epoch
 * @returns its id
 */
export async function beginDrill(
  db: Kysely<Database>,
  tenant: string,
  rules: readonly DrilledRule[],
  { by, now }: { by: string; now: number },
): Promise<string> {
  return db.transaction().execute(async (trx) => {
    const { id } = await trx
      .insertInto('fire_drill')
      .values({ tenant_id: tenant, state: 'running', started_at: new Date(now), by, error: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    // As lists: a statement takes 65,535 parameters, and there may be thousands of rules.
    await sql`
      insert into fire_drill_rule (drill_id, tenant_id, rule_id, rule_title, outcome, reason)
      select ${id}::uuid, ${tenant}, rule, title, case reason when '' then 'waiting' else 'not_drilled' end, reason
      from unnest(${rules.map((rule) => rule.id)}::text[], ${rules.map(({ title }) => title)}::text[],
        ${rules.map(({ reason }) => reason ?? '')}::text[]) t(rule, title, reason)
      on conflict do nothing`.execute(trx);
    return id;
  });
}

/**
 * Notes which of the waiting rules have raised an alert of this drill, and how long after the receipt of its events.
 * @returns rules that still wait
 */
export async function noteFired(db: Kysely<Database>, drill: string): Promise<number> {
  await sql`
    update fire_drill_rule r set outcome = 'fired',
      latency_ms = greatest(0, extract(epoch from a.delay) * 1000)::int
    from (select rule_id, min(created_at - received) as delay from alert
      cross join lateral (select max((document ->> 'event.ingested')::timestamptz) as received from alert_event
        where alert_id = alert.id) e
      where drill_id = ${drill} group by rule_id) a
    where r.drill_id = ${drill} and r.rule_id = a.rule_id and r.outcome = 'waiting'`.execute(db);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from fire_drill_rule where drill_id = ${drill} and outcome = 'waiting'`.execute(
    db,
  );
  return rows[0]!.count;
}

/** What waits still is silent; or, with an error, the drill has failed and says nothing of the rules. */
export async function endDrill(
  db: Kysely<Database>,
  drill: string,
  now: number,
  error?: string,
): Promise<void> {
  if (error === undefined) {
    await db
      .updateTable('fire_drill_rule')
      .set({ outcome: 'silent' })
      .where('drill_id', '=', drill)
      .where('outcome', '=', 'waiting')
      .execute();
  }
  await db
    .updateTable('fire_drill')
    .set({ state: error === undefined ? 'done' : 'failed', ended_at: new Date(now), error: error ?? null })
    .where('id', '=', drill)
    .execute();
}

/** @returns the latest fire drill of a tenant, its rules with those that stayed silent first; undefined: none */
export async function latestDrill(db: Kysely<Database>, tenant: string): Promise<FireDrill | undefined> {
  const drill = await db
    .selectFrom('fire_drill')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('started_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (drill === undefined) return undefined;
  const rules = await db
    .selectFrom('fire_drill_rule')
    .select(['rule_id as rule', 'rule_title as title', 'outcome', 'reason', 'latency_ms'])
    .where('drill_id', '=', drill.id)
    .orderBy(
      sql`case outcome when 'silent' then 0 when 'waiting' then 1 when 'fired' then 2 else 3 end, rule_title, rule_id`,
    )
    .execute();
  const count = (outcome: string): number => rules.filter((rule) => rule.outcome === outcome).length;
  const { tenant_id: _tenant, started_at, ended_at, ...row } = drill;
  return {
    ...row,
    started_at: started_at.toISOString(),
    ended_at: ended_at?.toISOString() ?? null,
    fired: count('fired'),
    silent: count('silent'),
    waiting: count('waiting'),
    not_drilled: count('not_drilled'),
    rules,
  };
}
