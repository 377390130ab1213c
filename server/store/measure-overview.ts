import { type Kysely, sql } from 'kysely';
import type { PlanOverview } from '../contract/plan.js';
import { burnDown, type DueCount, type OpenChange } from '../isms/plan/burn-down.js';
import { dayOf, soonDays } from './measure-list.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** @returns the plan in figures, and how it goes on by week */
export async function getPlanOverview(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  now: number,
): Promise<PlanOverview> {
  const today = dayOf(now);
  const { rows } = await sql<PlanOverview['states'] & Omit<PlanOverview, 'states' | 'burn_down'>>`
    select
      count(*) filter (where state = 'open')::int as open,
      count(*) filter (where state = 'in_progress')::int as in_progress,
      count(*) filter (where state = 'done')::int as done,
      count(*) filter (where state = 'accepted')::int as accepted,
      count(*) filter (where state = 'obsolete')::int as obsolete,
      count(*) filter (where closed_at is null and deadline < ${today}::date)::int as overdue,
      count(*) filter (where closed_at is null
        and deadline between ${today}::date and ${today}::date + ${soonDays}::int)::int as soon,
      count(*) filter (where closed_at is null and deadline is null)::int as without_deadline,
      count(*) filter (where closed_at is null and responsible = '')::int as without_responsible,
      coalesce(sum(cost_once) filter (where closed_at is null), 0)::bigint as cost_once,
      coalesce(sum(cost_yearly) filter (where closed_at is null), 0)::bigint as cost_yearly
    from measure where tenant_id = ${tenant} and domain_id = ${domain}`.execute(db);
  const { open, in_progress, done, accepted, obsolete, ...figures } = rows[0]!;
  const changes = await sql<OpenChange>`
    select (at at time zone 'UTC')::date::text as date, sum(delta)::int as delta from measure_transition
    where tenant_id = ${tenant} and domain_id = ${domain} group by 1`.execute(db);
  const due = await sql<DueCount>`
    select deadline::text as date, count(*)::int as count from measure
    where tenant_id = ${tenant} and domain_id = ${domain} and closed_at is null and deadline is not null
    group by 1`.execute(db);
  return {
    states: { open, in_progress, done, accepted, obsolete },
    ...figures,
    burn_down: burnDown(changes.rows, due.rows, today),
  };
}
