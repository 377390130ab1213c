import { type Kysely, sql } from 'kysely';
import type { Tally } from '../contract/check.js';
import { dayOf, endOfDay, startOfDay } from '../contract/german-day.js';
import type { ManagementView } from '../contract/management.js';
import { addTallies, noTally, tallyBy } from '../isms/check/tally.js';
import { type Period, quartersOf } from '../isms/management/quarter.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { tallyRows } from './check-overview.js';
import { checkOn } from './check-trend.js';
import { listContradictions } from './contradictions.js';
import { comparedFigures, domainFigures, logCoverage, riskCounts } from './domain-figures.js';
import { modellingCatalog } from './modelling-catalog.js';
import { findProfile } from './modelling-profiles.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

const nextSteps = 4;

/**
 * What the quarterly board asks for: how things are, and how they were at the end of the quarter before.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError VALIDATION when the domain's catalogue is not installed
 */
export async function managementView(
  db: Kysely<Database>,
  key: DomainKey,
  signals: readonly VersionedSignal[],
  now: number,
): Promise<ManagementView> {
  const today = dayOf(now);
  const { quarter, previous } = quartersOf(today);
  const catalog = await modellingCatalog(db, key);
  const profile = await findProfile(db, key, undefined);
  const [domain, rows, past, contradictions, coverage] = await Promise.all([
    domainNames(db, key),
    tallyRows(db, key, catalog, profile),
    checkOn(db, { ...key, catalog }, previous.until, profile.levels),
    listContradictions(db, key, catalog, signals, now),
    logCoverage(db, key),
  ]);
  const current = await domainFigures(db, key, catalog, contradictions.length, now);
  const levels = tallyBy(
    rows,
    ({ level }) => level,
    ({ level }) => ({ level }),
  );
  const before = (past?.levels ?? []).reduce<Tally>(addTallies, noTally);
  return {
    at: new Date(now).toISOString(),
    domain,
    catalog,
    profile,
    quarter,
    previous: { ...previous, recomputed: past?.recomputed ?? false },
    all: { now: levels.reduce<Tally>(addTallies, noTally), before: past && before },
    levels: levels.map(({ level, ...tally }) => {
      const then = past?.levels.find((each) => each.level === level);
      return { level, now: tally, before: then ?? null };
    }),
    figures: await comparedFigures(db, key, current, previous.until),
    contradicted_since: contradictions[0]?.since ?? null,
    systems_measured_at: coverage?.at ?? null,
    cost: await costs(db, key, quarter),
    findings: await findingKinds(db, key),
    risks: await riskCounts(db, key),
    cases: await caseFigures(db, key.tenant, quarter, previous),
    alerts: await alertTimes(db, key.tenant, quarter, previous),
    next: await dueNext(db, key, today),
  };
}

async function domainNames(db: Kysely<Database>, { tenant, domain }: DomainKey) {
  const { rows } = await sql<ManagementView['domain']>`
    select d.name, t.title as tenant from isms_domain d join tenant t on t.id = d.tenant_id
    where d.tenant_id = ${tenant} and d.id = ${domain}`.execute(db);
  return rows[0]!;
}

async function costs(db: Kysely<Database>, { tenant, domain }: DomainKey, { from }: Period) {
  const { rows } = await sql<ManagementView['cost']>`
    select coalesce(sum(cost_once) filter (where closed_at is null), 0)::bigint as once_open,
      coalesce(sum(cost_yearly) filter (where closed_at is null), 0)::bigint as yearly_open,
      coalesce(sum(cost_once) filter (where state = 'done' and closed_at >= ${startOfDay(from)}), 0)::bigint as once_done
    from measure where tenant_id = ${tenant} and domain_id = ${domain}`.execute(db);
  return rows[0]!;
}

async function findingKinds(db: Kysely<Database>, { tenant, domain }: DomainKey) {
  const { rows } = await sql<ManagementView['findings']>`
    select count(*) filter (where kind = 'major')::int as major, count(*) filter (where kind = 'minor')::int as minor,
      count(*) filter (where kind = 'recommendation')::int as recommendation
    from finding where tenant_id = ${tenant} and domain_id = ${domain} and closed_at is null`.execute(db);
  return rows[0]!;
}

/** A deadline is kept by a report until then; one that is withdrawn is none. */
async function caseFigures(
  db: Kysely<Database>,
  tenant: string,
  quarter: Period,
  previous: Period,
): Promise<ManagementView['cases']> {
  const { rows } = await sql<ManagementView['cases']>`
    with own as (select id, state, opened_at from incident_case where tenant_id = ${tenant} and category <> 'test'),
    report as (
      select r.case_id, r.duty, r.step, r.submitted_at, r.due_at from case_report r join own on own.id = r.case_id
      where r.tenant_id = ${tenant} and r.withdrawn_at is null)
    select
      (select count(*)::int from own where state <> 'closed') as open,
      (select count(*)::int from own where opened_at >= ${startOfDay(quarter.from)}) as opened,
      (select count(*)::int from own
        where opened_at >= ${startOfDay(previous.from)} and opened_at < ${endOfDay(previous.until)}) as opened_before,
      (select count(*)::int from report
        where submitted_at >= ${startOfDay(quarter.from)} and submitted_at <= due_at) as in_time,
      (select count(*)::int from report
        where submitted_at >= ${startOfDay(quarter.from)} and submitted_at > due_at) as late,
      (select count(*)::int from case_escalation e join own on own.id = e.case_id
        where e.tenant_id = ${tenant} and e.point = 'missed' and e.due_at >= ${startOfDay(quarter.from)}
          and not exists (select from report r
            where r.case_id = e.case_id and r.duty = e.duty and r.step = e.step)) as missed`.execute(db);
  return rows[0]!;
}

/** Alerts belong to the tenant, not to a domain. Those of fire drills are not counted. */
async function alertTimes(
  db: Kysely<Database>,
  tenant: string,
  quarter: Period,
  previous: Period,
): Promise<ManagementView['alerts']> {
  const { rows } = await sql<ManagementView['alerts']['levels'][number]>`
    select a.rule_level as level, count(*)::int as count, count(h.at)::int as acknowledged,
      round(percentile_cont(0.5) within group (order by extract(epoch from h.at - a.created_at) / 60)
        filter (where h.at is not null))::int as median_minutes
    from alert a
    left join lateral (select min(at) as at from alert_history where alert_id = a.id and to_state <> 'new') h on true
    where a.tenant_id = ${tenant} and a.drill_id is null and a.created_at >= ${startOfDay(quarter.from)}
    group by a.rule_level
    order by array_position(array['critical', 'high', 'medium', 'low', 'informational'], a.rule_level)`.execute(
    db,
  );
  const before = await sql<{ count: number }>`
    select count(*)::int as count from alert
    where tenant_id = ${tenant} and drill_id is null
      and created_at >= ${startOfDay(previous.from)} and created_at < ${endOfDay(previous.until)}`.execute(
    db,
  );
  return { levels: rows, before: before.rows[0]!.count };
}

async function dueNext(db: Kysely<Database>, { tenant, domain }: DomainKey, today: string) {
  const { rows } = await sql<ManagementView['next'][number]>`
    select * from (
      select 'measure' as kind, coalesce(nullif(m.title, ''), r.title, '') as title, m.deadline::text as due, m.responsible
      from (
        select * from measure
        where tenant_id = ${tenant} and domain_id = ${domain} and closed_at is null and deadline >= ${today}::date
        order by deadline fetch first ${nextSteps} rows with ties
      ) m left join requirement r on r.catalog_id = m.catalog_id and r.id = m.requirement_id
      union all
      select 'audit', title, starts::text, auditor from audit
      where tenant_id = ${tenant} and domain_id = ${domain} and state = 'planned' and starts >= ${today}::date
    ) step order by due, kind, title limit ${nextSteps}`.execute(db);
  return rows;
}
