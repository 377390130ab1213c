import { type Kysely, sql, type Transaction } from 'kysely';
import type { AnswerRow, AssignmentRow, StateCount, UnusedBaustein } from '../isms/report/rows.js';
import { ofObject, type ReportScope, withinBaustein } from './report-frame.js';
import { streamRows } from './stream-rows.js';
import type { Database } from './tables.js';

/** @returns what was decided about each Baustein of each scope, in the catalogue's order */
export async function reportAssignments(db: Kysely<Database>, scope: ReportScope): Promise<AssignmentRow[]> {
  const { tenant, domain, catalog, options } = scope;
  const { rows } = await sql<AssignmentRow>`
    select a.baustein_id as baustein, b.title as "bausteinTitle", b.implementation_order as order,
      coalesce(o.key, '') as object, coalesce(o.name, '') as "objectName", o.type as "objectType",
      a.state as relevance, a.contact, a.reason
    from baustein_assignment a
    join baustein b on b.catalog_id = a.catalog_id and b.id = a.baustein_id
    left join target_object o on o.id = a.target_object_id
    where a.tenant_id = ${tenant} and a.domain_id = ${domain} and a.catalog_id = ${catalog}
      and ${withinBaustein('a.baustein_id', options.baustein)}
      and ${ofObject('a.target_object_id', options.target_object)}
    order by b.position, o.key collate "C" nulls first`.execute(db);
  return rows;
}

/** @returns Bausteine that apply to nothing in the domain, with what was said of why */
export async function reportUnusedBausteine(
  db: Kysely<Database>,
  scope: ReportScope,
): Promise<UnusedBaustein[]> {
  const { tenant, domain, catalog, options } = scope;
  const { rows } = await sql<UnusedBaustein>`
    select b.id as baustein, b.title as "bausteinTitle",
      coalesce(string_agg(distinct nullif(a.reason, ''), '; ') filter (where a.state = 'rejected'), '') as reason
    from baustein b
    left join baustein_assignment a on a.catalog_id = b.catalog_id and a.baustein_id = b.id
      and a.tenant_id = ${tenant} and a.domain_id = ${domain}
    where b.catalog_id = ${catalog} and ${withinBaustein('b.id', options.baustein)}
    group by b.id, b.title, b.position
    having count(*) filter (where a.state in ('accepted', 'proposed')) = 0
    order by b.position`.execute(db);
  return rows;
}

/** What is counted of the check: sheets of the profile. */
const sheets = ({ tenant, domain, catalog, profile, options }: ReportScope) => sql`
  check_sheet s
  join baustein b on b.catalog_id = s.catalog_id and b.id = s.baustein_id
  left join target_object o on o.id = s.target_object_id
  where s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.catalog_id = ${catalog}
    and ${withinBaustein('s.baustein_id', options.baustein)}
    and ${ofObject('s.target_object_id', options.target_object)}
    and (cardinality(${profile.tags}::text[]) = 0 or o.id is null or o.tags && ${profile.tags}::text[])`;

/**
 * Every requirement that is asked for with what was said of it, by target object and in the catalogue's order.
 * @returns rows as they come from a cursor of the transaction
 */
export function reportAnswers(trx: Transaction<Database>, scope: ReportScope): AsyncGenerator<AnswerRow> {
  return streamRows(
    trx,
    sql<AnswerRow>`
    select s.scope_id as scope, s.object, s."objectName", s.baustein_id as baustein, s."bausteinTitle", r.id as requirement, r.title, r.level,
      coalesce(a.status, g.status, 'open') as status,
      coalesce(a.dispensable_as, case when a.id is null then g.dispensable_as end) as ground,
      coalesce(a.implementation, g.implementation, '') as implementation,
      coalesce(a.reason, g.reason, '') as reason, coalesce(a.responsible, g.responsible, '') as responsible,
      (case when a.id is null then g.due else a.due end)::text as until,
      array_to_string(coalesce(a.interviewees, g.interviewees), ', ') as interviewees,
      coalesce(a.assessor, g.assessor, '') as assessor,
      (case when a.id is null then g.assessed_on else a.assessed_on end)::text as "assessedOn",
      case when a.id is null then g.cost_once else a.cost_once end as "costOnce",
      case when a.id is null then g.cost_yearly else a.cost_yearly end as "costYearly",
      coalesce(a.evidence, g.evidence, '[]') as links
    from (
      select s.scope_id, s.catalog_id, s.baustein_id, b.title as "bausteinTitle", b.position,
        coalesce(o.key, '') as object, coalesce(o.name, '') as "objectName", o.group_id
      from ${sheets(scope)}
      order by o.key collate "C" nulls first, b.position offset 0) s
    -- offset 0: requirements and answers are looked up sheet by sheet, in the order of the sheets.
    cross join lateral (
      select id, title, sheet_level as level, position from requirement
      where catalog_id = s.catalog_id and sheet_id = s.baustein_id and not withdrawn
        and sheet_level = any(${scope.profile.levels}::text[])
      order by position offset 0) r
    left join assessment a
      on a.scope_id = s.scope_id and a.catalog_id = s.catalog_id and a.requirement_id = r.id
    left join assessment g
      on g.scope_id = s.group_id and g.catalog_id = s.catalog_id and g.requirement_id = r.id
    order by s.object collate "C", s.position, r.position`,
  );
}

/** @returns how many requirements of each level are in which state */
export async function reportStates(db: Kysely<Database>, scope: ReportScope): Promise<StateCount[]> {
  const { rows } = await sql<StateCount>`
    select l.level, sum(l.total - l.yes - l.partial - l.no - l.dispensable)::int as open, sum(l.yes)::int as yes,
      sum(l.partial)::int as partial, sum(l.no)::int as no, sum(l.dispensable)::int as dispensable
    from (select s.* from ${sheets(scope)}) s
    cross join lateral (values ('B', s.b_total, s.b_yes, s.b_partial, s.b_no, s.b_dispensable),
      ('S', s.s_total, s.s_yes, s.s_partial, s.s_no, s.s_dispensable),
      ('H', s.h_total, s.h_yes, s.h_partial, s.h_no, s.h_dispensable)
    ) as l(level, total, yes, partial, no, dispensable)
    where l.level = any(${scope.profile.levels}::text[])
    group by l.level order by array_position(array['B', 'S', 'H'], l.level)`.execute(db);
  return rows;
}

/** @returns how many requirements {@link reportAnswers} gives */
export async function countAnswers(db: Kysely<Database>, scope: ReportScope): Promise<number> {
  const states = await reportStates(db, scope);
  return states.reduce(
    (sum, { open, yes, partial, no, dispensable }) => sum + open + yes + partial + no + dispensable,
    0,
  );
}
