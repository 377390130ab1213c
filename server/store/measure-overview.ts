import { type Kysely, sql } from 'kysely';
import { dayOf, plusDays, zone } from '../contract/german-day.js';
import type { MeasureState, PlanOverview } from '../contract/plan.js';
import { burnDown, type DueCount, type OpenChange } from '../isms/plan/burn-down.js';
import { soonDays } from './measure-list.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** @returns the plan in figures, and how it goes on by week */
export async function getPlanOverview(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  now: number,
): Promise<PlanOverview> {
  const today = dayOf(now);
  // Everything is in the index measure_list: the rows themselves are not read.
  const { rows } = await sql<CountedMeasures>`
    select state, closed_at is null as open, responsible = '' as unassigned, deadline::text as deadline, count(*)::int as count,
      sum(cost_once)::bigint as cost_once, sum(cost_yearly)::bigint as cost_yearly
    from measure where tenant_id = ${tenant} and domain_id = ${domain}
    group by measure.state, measure.closed_at is null, measure.responsible = '', measure.deadline`.execute(
    db,
  );
  const changes = await sql<OpenChange>`
    select date::text as date, delta from (
      select (at at time zone ${zone})::date as date, sum(delta)::int as delta from measure_transition
      where tenant_id = ${tenant} and domain_id = ${domain} group by 1) day`.execute(db);
  const open = rows.filter((row) => row.open);
  const dated = open.filter((row): row is CountedMeasures & { deadline: string } => row.deadline !== null);
  const soon = plusDays(today, soonDays);
  const of = (state: MeasureState): number => countOf(rows.filter((row) => row.state === state));
  return {
    states: {
      open: of('open'),
      in_progress: of('in_progress'),
      done: of('done'),
      accepted: of('accepted'),
      obsolete: of('obsolete'),
    },
    overdue: countOf(dated.filter(({ deadline }) => deadline < today)),
    soon: countOf(dated.filter(({ deadline }) => deadline >= today && deadline <= soon)),
    without_deadline: countOf(open.filter(({ deadline }) => deadline === null)),
    without_responsible: countOf(open.filter(({ unassigned }) => unassigned)),
    cost_once: open.reduce((sum, row) => sum + row.cost_once, 0),
    cost_yearly: open.reduce((sum, row) => sum + row.cost_yearly, 0),
    burn_down: burnDown(changes.rows, duesOf(dated), today),
  };
}

interface CountedMeasures {
  state: MeasureState;
  open: boolean;
  unassigned: boolean;
  /** Day. */
  deadline: string | null;
  count: number;
  cost_once: number;
  cost_yearly: number;
}

const countOf = (rows: readonly { count: number }[]): number =>
  rows.reduce((sum, { count }) => sum + count, 0);

function duesOf(rows: readonly { deadline: string; count: number }[]): DueCount[] {
  const dues = new Map<string, number>();
  for (const { deadline, count } of rows) dues.set(deadline, (dues.get(deadline) ?? 0) + count);
  return [...dues].map(([date, count]) => ({ date, count }));
}
