import { type Kysely, sql } from 'kysely';
import type { Level } from '../contract/detection.js';
import { startOfDay, yearBefore, zone } from '../contract/german-day.js';
import type { ManagementFigures } from '../isms/report/management.js';
import { reportStates } from './report-check.js';
import type { ReportScope } from './report-frame.js';
import { reportMeasures, reportRisks } from './report-plan.js';
import type { Database } from './tables.js';

/**
 * What happened in a period, and how things are at its end.
 * @param period first and last day, `YYYY-MM-DD`
 */
export async function managementFigures(
  db: Kysely<Database>,
  scope: ReportScope,
  { from, until }: { from: string; until: string },
): Promise<ManagementFigures> {
  const measures = await reportMeasures(db, scope);
  const overdue = measures
    .filter(
      ({ state, deadline }) =>
        (state === 'open' || state === 'in_progress') && deadline !== null && deadline < until,
    )
    .sort((a, b) => a.deadline!.localeCompare(b.deadline!));
  const high = (await reportRisks(db, scope)).filter(
    ({ relevance, riskBefore, riskAfter }) =>
      relevance === 'direct' && ['high', 'very_high'].includes(riskAfter ?? riskBefore ?? ''),
  );
  return {
    from,
    until,
    states: await reportStates(db, scope),
    outdated: await outdatedAnswers(db, scope, until),
    measures: { ...(await measureFigures(db, scope, from)), overdue: overdue.length },
    overdue,
    findings: await openFindings(db, scope),
    ...(await alertFigures(db, scope.tenant, from, until)),
    risks: { high: high.length, unsigned: high.filter(({ signedBy }) => signedBy === '').length },
  };
}

async function outdatedAnswers(
  db: Kysely<Database>,
  { tenant, domain, catalog }: ReportScope,
  until: string,
) {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from assessment
    where tenant_id = ${tenant} and domain_id = ${domain} and catalog_id = ${catalog}
      and assessed_on < ${yearBefore(until)}::date`.execute(db);
  return rows[0]!.count;
}

async function measureFigures(db: Kysely<Database>, { tenant, domain }: ReportScope, from: string) {
  const { rows } = await sql<{ open: number; openBefore: number; costOnce: number; costYearly: number }>`
    select count(*) filter (where closed_at is null)::int as open,
      (select coalesce(sum(delta), 0)::int from measure_transition
        where tenant_id = ${tenant} and domain_id = ${domain} and at < ${startOfDay(from)}) as "openBefore",
      coalesce(sum(cost_once) filter (where closed_at is null), 0)::bigint as "costOnce",
      coalesce(sum(cost_yearly) filter (where closed_at is null), 0)::bigint as "costYearly"
    from measure where tenant_id = ${tenant} and domain_id = ${domain}`.execute(db);
  return rows[0]!;
}

async function openFindings(db: Kysely<Database>, { tenant, domain }: ReportScope) {
  const { rows } = await sql<ManagementFigures['findings'][number]>`
    select f.kind, f.title, coalesce(a.title, '') as audit
    from finding f left join audit a on a.id = f.audit_id
    where f.tenant_id = ${tenant} and f.domain_id = ${domain} and f.closed_at is null
    order by array_position(array['major', 'minor', 'recommendation'], f.kind), a.starts, f.number`.execute(
    db,
  );
  return rows;
}

/** Alerts belong to the tenant, not to a domain. */
async function alertFigures(
  db: Kysely<Database>,
  tenant: string,
  from: string,
  until: string,
): Promise<Pick<ManagementFigures, 'alerts' | 'weeks'>> {
  const { rows } = await sql<{ week: string; level: Level; count: number }>`
    select w.week::date::text as week, a.rule_level as level, count(a.id)::int as count
    from generate_series(date_trunc('week', ${from}::timestamp), ${until}::timestamp, interval '1 week') as w(week)
    left join alert a on a.tenant_id = ${tenant} and a.created_at at time zone ${zone} >= greatest(w.week, ${from}::timestamp)
      and a.created_at at time zone ${zone} < least(w.week + interval '1 week', ${until}::timestamp + interval '1 day')
    group by w.week, a.rule_level order by w.week`.execute(db);
  const weeks = new Map<string, Partial<Record<Level, number>>>();
  for (const { week, level, count } of rows) {
    weeks.set(week, { ...weeks.get(week), ...(level !== null && { [level]: count }) });
  }
  const before = await sql<{ count: number }>`
    select count(*)::int as count from alert
    where tenant_id = ${tenant} and created_at at time zone ${zone} < ${from}::timestamp
      and created_at at time zone ${zone} >= ${from}::timestamp - (${until}::date - ${from}::date + 1) * interval '1 day'`.execute(
    db,
  );
  return {
    alerts: { now: rows.reduce((sum, { count }) => sum + count, 0), before: before.rows[0]!.count },
    weeks: [...weeks].map(([week, counts]) => ({ week, counts })),
  };
}
