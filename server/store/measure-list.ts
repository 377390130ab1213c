import { type Kysely, sql } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { dayOf } from '../contract/german-day.js';
import type { DueFilter, Measure, MeasureOrigin, MeasureState } from '../contract/plan.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

export interface MeasureFilter {
  state?: readonly MeasureState[];
  origin?: readonly MeasureOrigin[];
  /** Against the day of `now`. */
  due?: DueFilter;
  /** Id of a target object: gaps there, and its risks. */
  target_object?: string;
  risk?: string;
  finding?: string;
  /** Text in title, description, responsible or the requirement's id, ignoring case. */
  q?: string;
}

/** Days within which a deadline is said to be near. */
export const soonDays = 30;

type Row = Omit<Measure, 'requirement' | 'accepted_at' | 'created_at' | 'closed_at' | 'updated_at'> & {
  baustein: string | null;
  requirement_id: string | null;
  level: 'B' | 'S' | 'H';
  control: boolean;
  check_status: 'partial' | 'no' | 'closed';
  accepted_at: Date | null;
  created_at: Date;
  closed_at: Date | null;
  updated_at: Date;
};

const columns = sql`
  m.id, m.origin, coalesce(nullif(m.title, ''), r.title, '') as title, m.description,
  coalesce(m.target_object_id, k.target_object_id, f.target_object_id) as target_object,
  m.baustein_id as baustein, m.requirement_id, m.level, r.baustein_id is null as control, m.check_status, m.risk_id as risk, m.finding_id as finding,
  m.priority, m.own_priority is not null as own_priority, m.responsible, m.cost_once, m.cost_yearly,
  m.starts_on::text as starts_on, m.deadline::text as deadline, array(
    select p.after_id from measure_order p
    where p.tenant_id = m.tenant_id and p.measure_id = m.id order by p.after_id
  ) as after, m.state, m.reason, m.accepted_by, m.accepted_at, m.created_at, m.closed_at,
  m.version, m.updated_at, m.updated_by`;
const source = sql`
  measure m
  left join requirement r on r.catalog_id = m.catalog_id and r.id = m.requirement_id
  left join risk k on k.id = m.risk_id
  left join finding f on f.id = m.finding_id`;

/**
 * The plan, by priority, in it by deadline, by keyset.
 * @returns a page, and the cursor of the next one or null
 * @throws GrundwachtError CURSOR_INVALID
 */
export async function listMeasures(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  { limit, cursor, ...filter }: MeasureFilter & { limit: number; cursor?: string },
  now: number,
): Promise<{ items: Measure[]; next: string | null }> {
  const conditions = [
    sql`m.tenant_id = ${tenant} and m.domain_id = ${domain}`,
    ...conditionsOf(filter, now),
    ...(cursor === undefined ? [] : [behind(cursor)]),
  ];
  const { rows } = await sql<Row>`
    select ${columns} from ${source} where ${sql.join(conditions, sql` and `)}
    order by m.priority, coalesce(m.deadline, 'infinity'), m.id limit ${limit + 1}`.execute(db);
  const page = rows.slice(0, limit);
  const end = page.at(-1);
  const next = rows.length > limit && end !== undefined ? encode(end) : null;
  return { items: page.map(toMeasure), next };
}

/** @throws GrundwachtError NOT_FOUND */
export async function getMeasure(db: Kysely<Database>, id: string): Promise<Measure> {
  const { rows } = await sql<Row>`select ${columns} from ${source} where m.id = ${id}`.execute(db);
  if (rows[0] === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no measure {id}', values: { id } });
  return toMeasure(rows[0]);
}

function conditionsOf({ state, origin, due, target_object, risk, finding, q }: MeasureFilter, now: number) {
  const today = dayOf(now);
  const isOpen = sql`m.closed_at is null`;
  const byDue = {
    overdue: sql`${isOpen} and m.deadline < ${today}::date`,
    soon: sql`${isOpen} and m.deadline between ${today}::date and ${today}::date + ${soonDays}::int`,
    none: sql`${isOpen} and m.deadline is null`,
  };
  const pattern = `%${(q ?? '').trim().replace(/[\\%_]/g, '\\$&')}%`;
  return [
    ...(state && state.length > 0 ? [sql`m.state = any(${state}::text[])`] : []),
    ...(origin && origin.length > 0 ? [sql`m.origin = any(${origin}::text[])`] : []),
    ...(due ? [byDue[due]] : []),
    ...(target_object
      ? [sql`(m.target_object_id = ${target_object} or k.target_object_id = ${target_object})`]
      : []),
    ...(risk ? [sql`m.risk_id = ${risk}`] : []),
    ...(finding ? [sql`m.finding_id = ${finding}`] : []),
    ...(pattern === '%%'
      ? []
      : [
          sql`(m.title ilike ${pattern} or r.title ilike ${pattern} or m.description ilike ${pattern}
            or m.responsible ilike ${pattern} or m.requirement_id ilike ${pattern})`,
        ]),
  ];
}

function encode({ priority, deadline, id }: Pick<Row, 'priority' | 'deadline' | 'id'>): string {
  return Buffer.from(`${priority} ${deadline ?? 'infinity'} ${id}`).toString('base64url');
}

const form = /^([1-9]) (infinity|\d{4}-\d\d-\d\d) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function behind(cursor: string) {
  const [, priority, deadline, id] = form.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === undefined || (deadline !== 'infinity' && Number.isNaN(Date.parse(deadline!)))) {
    throw new GrundwachtError('CURSOR_INVALID', {
      pointer: '/cursor',
      message: 'take the value of `next` from the page before',
    });
  }
  return sql`(m.priority, coalesce(m.deadline, 'infinity'), m.id)
    > (${Number(priority)}::smallint, ${deadline}::date, ${id}::uuid)`;
}

function toMeasure({ baustein, requirement_id, level, control, check_status, ...row }: Row): Measure {
  return {
    ...row,
    requirement:
      requirement_id === null || baustein === null
        ? null
        : { baustein, id: requirement_id, level, control, status: check_status },
    accepted_at: row.accepted_at?.toISOString() ?? null,
    created_at: row.created_at.toISOString(),
    closed_at: row.closed_at?.toISOString() ?? null,
    updated_at: row.updated_at.toISOString(),
  };
}
