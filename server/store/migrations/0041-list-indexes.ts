import { type Kysely, sql } from 'kysely';

/** Lists and figures of a very large city are read from indexes: of 160,000 measures a page needs a hundred. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // The order of the plan, and what its figures count.
  'drop index measure_plan',
  `create index measure_list on measure (tenant_id, domain_id, priority, (coalesce(deadline, 'infinity'::date)), id)
    include (deadline, state, closed_at, responsible, cost_once, cost_yearly)`,
  `create index measure_dated on measure (tenant_id, domain_id, deadline, priority, id)
    where closed_at is null and deadline is not null`,
  'drop index measure_transition_at',
  'create index measure_transition_at on measure_transition (tenant_id, domain_id, at) include (delta)',
  // Alerts of a quarter.
  'create index alert_created on alert (tenant_id, created_at)',
];
