import { type Kysely, sql } from 'kysely';

/**
 * Modelling and IT-Grundschutz-Check (BSI-Standard 200-2, 8.3 and 8.4). A scope is what a Baustein is applied to: a
 * target object or, without one, the whole domain; scope_id is its id. Sheets are summed up by triggers, so no way of
 * changing an assessment, an assignment or a group leaves them behind.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const scope = `
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    catalog_id text not null,
    baustein_id text not null,
    target_object_id uuid,
    scope_id uuid not null generated always as (coalesce(target_object_id, domain_id)) stored`;
const scopeKeys = `
    foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade,
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade`;
const bausteinKey = 'foreign key (catalog_id, baustein_id) references baustein';
const author = `
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null`;

const levels = ['B', 'S', 'H'];
const states = ['yes', 'partial', 'no', 'dispensable'];
const columnsOf = (level: string): string[] =>
  ['total', ...states].map((state) => `${level.toLowerCase()}_${state}`);
/** Columns of a sheet, and which of its requirements each counts. */
const tallies = levels.flatMap((level) => [
  { column: `${level.toLowerCase()}_total`, condition: `r.level = '${level}'` },
  ...states.map((state) => ({
    column: `${level.toLowerCase()}_${state}`,
    condition: `r.level = '${level}' and coalesce(a.status, g.status) = '${state}'`,
  })),
]);

// Computes the sheets of pairs of scope and Baustein anew. A member is counted when it has the Baustein or an answer
// of its own; what it does not answer its group answers. The domain is locked first: each statement after that sees
// what others have committed. Of a tenant that is being removed nothing is counted any more.
export const refreshSheets = `create function refresh_check_sheets(of_scopes uuid[], of_catalogs text[], of_bausteine text[]) returns void
  language plpgsql as $$
  declare
    scopes uuid[];
    catalogs text[];
    bausteine text[];
  begin
    perform from isms_domain d where d.id in (
      select s from unnest(of_scopes) s union select o.domain_id from target_object o where o.id = any(of_scopes)
    ) order by d.id for no key update;
    select array_agg(s), array_agg(c), array_agg(b) into scopes, catalogs, bausteine from (
      select s, c, b from unnest(of_scopes, of_catalogs, of_bausteine) t(s, c, b)
      union select m.id, c, b from unnest(of_scopes, of_catalogs, of_bausteine) t(s, c, b)
        join target_object g on g.id = t.s and g.is_group
        join target_object m on m.tenant_id = g.tenant_id and m.domain_id = g.domain_id and m.group_id = g.id
    ) touched;
    delete from check_sheet x using unnest(scopes, catalogs, bausteine) t(scope_id, catalog_id, baustein_id)
      where x.scope_id = t.scope_id and x.catalog_id = t.catalog_id and x.baustein_id = t.baustein_id;
    insert into check_sheet (tenant_id, domain_id, catalog_id, baustein_id, target_object_id,
      ${tallies.map(({ column }) => column)})
    select d.tenant_id, d.id, t.catalog_id, t.baustein_id, o.id,
      ${tallies.map(({ condition }) => `count(*) filter (where ${condition})`)}
    from unnest(scopes, catalogs, bausteine) t(scope_id, catalog_id, baustein_id)
    left join target_object o on o.id = t.scope_id
    join isms_domain d on d.id = coalesce(o.domain_id, t.scope_id)
    join tenant on tenant.id = d.tenant_id
    left join baustein_assignment own on own.scope_id = t.scope_id and own.catalog_id = t.catalog_id
      and own.baustein_id = t.baustein_id
    left join baustein_assignment up on up.scope_id = o.group_id and up.catalog_id = t.catalog_id
      and up.baustein_id = t.baustein_id
    join requirement r on r.catalog_id = t.catalog_id and r.baustein_id = t.baustein_id and not r.withdrawn
    left join assessment a on a.scope_id = t.scope_id and a.catalog_id = r.catalog_id and a.requirement_id = r.id
    left join assessment g on g.scope_id = o.group_id and g.catalog_id = r.catalog_id and g.requirement_id = r.id
    where own.state = 'accepted'
      or (coalesce(own.state, 'proposed') = 'proposed' and up.state = 'accepted' and exists (
        select from assessment x
        where x.scope_id = t.scope_id and x.catalog_id = t.catalog_id and x.baustein_id = t.baustein_id))
    group by d.tenant_id, d.id, t.catalog_id, t.baustein_id, o.id;
  end $$`;

const statements = [
  `create table baustein_assignment (
    id uuid primary key default gen_random_uuid(),${scope},
    state text not null check (state in ('proposed', 'accepted', 'rejected')),
    rule text,
    reason text not null check (length(reason) <= 2000),
    contact text not null check (length(contact) <= 200),${author},
    unique (scope_id, catalog_id, baustein_id),
    check (state <> 'rejected' or reason <> ''),${scopeKeys},
    ${bausteinKey}
  )`,
  'create index baustein_assignment_domain on baustein_assignment (tenant_id, domain_id, catalog_id, baustein_id)',

  `create table modelling_profile (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    name text not null check (length(name) between 1 and 200),
    levels text[] not null check (levels <@ array['B', 'S', 'H'] and cardinality(levels) > 0),
    tags text[] not null,
    excluded text[] not null,${author},
    unique (tenant_id, domain_id, name),
    foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade
  )`,

  // A row is there for what somebody said something about; 'open': said, and not decided.
  `create table assessment (
    id uuid primary key default gen_random_uuid(),${scope},
    requirement_id text not null,
    status text not null check (status in ('open', 'yes', 'partial', 'no', 'dispensable')),
    dispensable_as text check (dispensable_as in ('not_applicable', 'alternative', 'risk_accepted')),
    reason text not null,
    implementation text not null,
    responsible text not null,
    due date,
    assessor text not null,
    interviewees text[] not null,
    assessed_on date,
    cost_once integer check (cost_once >= 0),
    cost_yearly integer check (cost_yearly >= 0),
    evidence jsonb not null check (jsonb_typeof(evidence) = 'array'),
    sub_statuses jsonb not null check (jsonb_typeof(sub_statuses) = 'object'),${author},
    unique (scope_id, catalog_id, requirement_id),
    check ((status = 'dispensable') = (dispensable_as is not null)),
    check (status <> 'dispensable' or reason <> ''),
    foreign key (catalog_id, requirement_id) references requirement,${scopeKeys}
  )`,
  'create index assessment_pair on assessment (scope_id, catalog_id, baustein_id)',
  `create index assessment_requirement on assessment (tenant_id, domain_id, catalog_id, requirement_id)
    include (scope_id, baustein_id, status)`,
  `create index assessment_gap on assessment (tenant_id, domain_id, catalog_id, requirement_id)
    where status in ('partial', 'no')`,

  // No reference to what was changed: the history of what was deleted stays.
  `create table check_history (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    scope_id uuid,
    subject text not null check (subject in ('assignment', 'assessment', 'profile')),
    what text not null,
    action text not null check (action in ('create', 'change', 'delete')),
    at timestamptz not null,
    by text not null,
    old json,
    new json
  )`,
  'create index check_history_domain on check_history (tenant_id, domain_id, id)',
  'create index check_history_what on check_history (tenant_id, domain_id, scope_id, what, id)',

  // One row for every Baustein of every scope that is counted, with its requirements by level and state: b_yes, s_no.
  // Those that are open are what is left of the total.
  `create table check_sheet (${scope},
    ${tallies.map(({ column }) => `${column} integer not null`).join(', ')},
    primary key (scope_id, catalog_id, baustein_id),${scopeKeys}
  )`,
  'create index check_sheet_domain on check_sheet (tenant_id, domain_id, catalog_id, baustein_id)',
  `create view check_summary as
    select c.tenant_id, c.domain_id, c.catalog_id, c.baustein_id, c.target_object_id, c.scope_id, l.*
    from check_sheet c cross join lateral (values ${levels
      .map((level) => `('${level}', ${columnsOf(level).map((column) => `c.${column}`)})`)
      .join(', ')}) as l(level, total, yes, partial, no, dispensable)
    where l.total > 0`,

  refreshSheets,
  `create function check_sheets_of_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      perform refresh_check_sheets(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select distinct scope_id, catalog_id, baustein_id from new_rows) t having count(*) > 0;
    elsif tg_op = 'DELETE' then
      perform refresh_check_sheets(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select distinct scope_id, catalog_id, baustein_id from old_rows) t having count(*) > 0;
    else
      perform refresh_check_sheets(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select scope_id, catalog_id, baustein_id from new_rows
          union select scope_id, catalog_id, baustein_id from old_rows) t having count(*) > 0;
    end if;
    return null;
  end $$`,
  ...['baustein_assignment', 'assessment'].flatMap((table) => [
    `create trigger ${table}_inserted after insert on ${table} referencing new table as new_rows
      for each statement execute function check_sheets_of_change()`,
    `create trigger ${table}_updated after update on ${table} referencing old table as old_rows new table as new_rows
      for each statement execute function check_sheets_of_change()`,
    `create trigger ${table}_deleted after delete on ${table} referencing old table as old_rows
      for each statement execute function check_sheets_of_change()`,
  ]),
  `create function check_sheets_of_group() returns trigger language plpgsql as $$
  begin
    perform refresh_check_sheets(array_agg(new.id), array_agg(catalog_id), array_agg(baustein_id)) from (
      select catalog_id, baustein_id from baustein_assignment where scope_id in (new.id, old.group_id, new.group_id)
      union select catalog_id, baustein_id from assessment where scope_id = new.id
      union select catalog_id, baustein_id from check_sheet where scope_id = new.id) t having count(*) > 0;
    return null;
  end $$`,
  `create trigger target_object_group_changed after update of group_id on target_object for each row
    when (old.group_id is distinct from new.group_id) execute function check_sheets_of_group()`,
];
