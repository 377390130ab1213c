import { type Kysely, sql } from 'kysely';

/**
 * Risk analysis (BSI-Standard 200-3), implementation plan (200-2, 9), and what ISO/IEC 27001 asks for beyond:
 * Statement of Applicability, audit programme, findings. A foreign key that carries tenant_id and domain_id keeps a
 * row from pointing out of its tenant and its domain.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const domainColumns = `
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null`;
const inDomain = 'foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade';
const versioned = `
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null`;
const frequency = `in ('rare', 'medium', 'frequent', 'very_frequent')`;
const damage = `in ('negligible', 'limited', 'considerable', 'existential')`;
const implementation = `in ('yes', 'partial', 'no', 'open')`;

const statements = [
  `create table risk_matrix (${domainColumns},
    cells jsonb not null check (jsonb_typeof(cells) = 'array'),
    frequencies jsonb not null check (jsonb_typeof(frequencies) = 'array'),
    damages jsonb not null check (jsonb_typeof(damages) = 'array'),${versioned},
    primary key (tenant_id, domain_id),
    ${inDomain}
  )`,
  `create table own_threat (${domainColumns},
    number integer not null check (number > 0),
    title text not null check (length(title) between 1 and 200),
    description text not null,${versioned},
    primary key (tenant_id, domain_id, number),
    ${inDomain}
  )`,
  // threat_id names an elementary threat of whatever edition (G 0.18) or an own one (G z.1).
  `create table risk (
    id uuid primary key default gen_random_uuid(),${domainColumns},
    target_object_id uuid not null,
    threat_id text not null check (threat_id ~ '^G (0|z)\\.[1-9][0-9]{0,3}$'),
    relevance text not null check (relevance in ('direct', 'indirect', 'none')),
    reason text not null,
    frequency_before text check (frequency_before ${frequency}),
    damage_before text check (damage_before ${damage}),
    treatment text check (treatment in ('avoid', 'reduce', 'transfer', 'accept')),
    treatment_note text not null,
    frequency_after text check (frequency_after ${frequency}),
    damage_after text check (damage_after ${damage}),
    owner text not null,
    signed_by text,
    signed_at timestamptz,${versioned},
    unique (tenant_id, domain_id, target_object_id, threat_id),
    unique (tenant_id, domain_id, id),
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade,
    check ((frequency_before is null) = (damage_before is null)),
    check ((frequency_after is null) = (damage_after is null)),
    check ((signed_by is null) = (signed_at is null))
  )`,

  `create table audit (
    id uuid primary key default gen_random_uuid(),${domainColumns},
    title text not null check (length(title) between 1 and 200),
    scope text not null,
    criteria text not null,
    auditor text not null,
    starts date not null,
    ends date not null check (ends >= starts),
    state text not null check (state in ('planned', 'running', 'reported', 'cancelled')),
    summary text not null,${versioned},
    unique (tenant_id, domain_id, id),
    ${inDomain}
  )`,
  `create table finding (
    id uuid primary key default gen_random_uuid(),${domainColumns},
    audit_id uuid not null,
    number integer not null check (number > 0),
    kind text not null check (kind in ('major', 'minor', 'recommendation')),
    title text not null check (length(title) between 1 and 300),
    description text not null,
    control text not null,
    target_object_id uuid,
    cause text not null,
    verification text not null,
    closed_by text,
    closed_at timestamptz,${versioned},
    unique (tenant_id, domain_id, audit_id, number),
    unique (tenant_id, domain_id, id),
    foreign key (tenant_id, domain_id, audit_id) references audit (tenant_id, domain_id, id) on delete cascade,
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete set null (target_object_id),
    check ((closed_by is null) = (closed_at is null))
  )`,

  // control_id refers to no row: what was said stays when the catalogue is installed anew.
  `create table statement_of_applicability (${domainColumns},
    control_id text not null,
    applicable boolean not null,
    grounds text[] not null check (grounds <@ array['risk', 'law', 'contract', 'practice']),
    justification text not null,
    override_state text check (override_state ${implementation}),
    override_reason text,
    responsible text not null,${versioned},
    primary key (tenant_id, domain_id, control_id),
    ${inDomain},
    check ((override_state is null) = (override_reason is null)),
    check (applicable or (justification <> '' and override_state is null))
  )`,

  // A gap of the check is a measure as long as the check has it: check_status says what it has, and check_date of when.
  `create table measure (
    id uuid primary key default gen_random_uuid(),${domainColumns},
    origin text not null check (origin in ('check', 'risk', 'finding', 'own')),
    risk_id uuid,
    finding_id uuid,
    catalog_id text,
    baustein_id text,
    requirement_id text,
    target_object_id uuid,
    scope_id uuid not null generated always as (coalesce(target_object_id, domain_id)) stored,
    level text check (level in ('B', 'S', 'H')),
    check_status text check (check_status in ('partial', 'no', 'closed')),
    check_date date,
    title text not null,
    description text not null,
    derived_priority smallint not null check (derived_priority between 1 and 9),
    own_priority smallint check (own_priority between 1 and 9),
    priority smallint not null generated always as (coalesce(own_priority, derived_priority)) stored,
    responsible text not null,
    cost_once integer not null check (cost_once >= 0),
    cost_yearly integer not null check (cost_yearly >= 0),
    deadline date,
    state text not null check (state in ('open', 'in_progress', 'done', 'accepted', 'obsolete')),
    reason text not null,
    accepted_by text,
    accepted_at timestamptz,
    created_at timestamptz not null,
    closed_at timestamptz,${versioned},
    ${inDomain},
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade,
    foreign key (tenant_id, domain_id, risk_id) references risk (tenant_id, domain_id, id) on delete cascade,
    foreign key (tenant_id, domain_id, finding_id) references finding (tenant_id, domain_id, id) on delete cascade,
    foreign key (catalog_id, requirement_id) references requirement,
    check ((origin = 'risk') = (risk_id is not null)),
    check ((origin = 'finding') = (finding_id is not null)),
    check (num_nonnulls(catalog_id, baustein_id, requirement_id, level, check_status) =
      case origin when 'check' then 5 else 0 end),
    check ((state in ('open', 'in_progress')) = (closed_at is null)),
    check ((state = 'accepted') = (accepted_by is not null)),
    check ((accepted_by is null) = (accepted_at is null)),
    check (state <> 'accepted' or level is distinct from 'B')
  )`,
  `create unique index measure_gap on measure (scope_id, catalog_id, requirement_id)
    where requirement_id is not null`,
  'create index measure_plan on measure (tenant_id, domain_id, state, priority, id)',
  'create index measure_due on measure (deadline) where closed_at is null and deadline is not null',
  'create index measure_risk on measure (risk_id) where risk_id is not null',
  'create index measure_finding on measure (finding_id) where finding_id is not null',

  // When a measure began or ceased to be one to be done: what the burn-down is drawn from. Of deleted ones nothing
  // is kept.
  `create table measure_transition (
    measure_id uuid not null references measure on delete cascade,${domainColumns},
    at timestamptz not null,
    delta smallint not null check (delta in (-1, 1))
  )`,
  'create index measure_transition_at on measure_transition (tenant_id, domain_id, at)',
  'create index measure_transition_measure on measure_transition (measure_id)',
  `create function note_measure_transition() returns trigger language plpgsql as $$
    begin
      insert into measure_transition (measure_id, tenant_id, domain_id, at, delta)
        values (new.id, new.tenant_id, new.domain_id, new.updated_at, case when new.closed_at is null then 1 else -1 end);
      return null;
    end $$`,
  `create trigger measure_opened after insert on measure
    for each row when (new.closed_at is null) execute function note_measure_transition()`,
  `create trigger measure_turned after update of closed_at on measure
    for each row when ((old.closed_at is null) <> (new.closed_at is null))
    execute function note_measure_transition()`,

  // No reference to what was changed: the history of what was deleted stays. json keeps what was written.
  `create table plan_history (
    id bigint generated always as identity primary key,${domainColumns},
    subject text not null check (subject in (
      'risk_matrix', 'own_threat', 'risk', 'measure', 'statement', 'audit', 'finding'
    )),
    subject_id text not null,
    action text not null check (action in ('create', 'change', 'delete', 'sign', 'remind')),
    at timestamptz not null,
    by text not null,
    old json,
    new json
  )`,
  'create index plan_history_subject on plan_history (tenant_id, domain_id, subject, subject_id, id)',

  // Gaps of the check become measures, and measures of gaps that are none any more are closed. Of what is being removed
  // with its tenant or domain nothing is written.
  `create function refresh_measures(of_scopes uuid[], of_catalogs text[], of_bausteine text[]) returns void
  language plpgsql as $$
  declare
    scopes uuid[];
    catalogs text[];
    bausteine text[];
  begin
    select array_agg(s), array_agg(c), array_agg(b) into scopes, catalogs, bausteine from (
      select s, c, b from unnest(of_scopes, of_catalogs, of_bausteine) t(s, c, b)
      union select m.id, c, b from unnest(of_scopes, of_catalogs, of_bausteine) t(s, c, b)
        join target_object g on g.id = t.s and g.is_group
        join target_object m on m.tenant_id = g.tenant_id and m.domain_id = g.domain_id and m.group_id = g.id
    ) touched;
    insert into measure as m (tenant_id, domain_id, origin, catalog_id, baustein_id, requirement_id, target_object_id,
      level, check_status, check_date, title, description, derived_priority, responsible, cost_once, cost_yearly,
      deadline, state, reason, created_at, version, updated_at, updated_by)
    select a.tenant_id, a.domain_id, 'check', a.catalog_id, a.baustein_id, a.requirement_id, a.target_object_id,
      r.level, a.status, a.assessed_on, '', '',
      case r.level when 'B' then 0 when 'S' then 3 else 6 end + right(b.implementation_order, 1)::int,
      a.responsible, coalesce(a.cost_once, 0), coalesce(a.cost_yearly, 0), a.due, 'open', '',
      a.updated_at, 1, a.updated_at, a.updated_by
    from unnest(scopes, catalogs, bausteine) t(scope_id, catalog_id, baustein_id)
    join assessment a on a.scope_id = t.scope_id and a.catalog_id = t.catalog_id and a.baustein_id = t.baustein_id
    join tenant on tenant.id = a.tenant_id
    join isms_domain d on d.tenant_id = a.tenant_id and d.id = a.domain_id
    join requirement r on r.catalog_id = a.catalog_id and r.id = a.requirement_id
    join baustein b on b.catalog_id = a.catalog_id and b.id = a.baustein_id
    where a.status in ('partial', 'no') and exists (
      select from check_summary s
      where s.scope_id = a.scope_id and s.catalog_id = a.catalog_id and s.baustein_id = a.baustein_id)
    on conflict (scope_id, catalog_id, requirement_id) where requirement_id is not null do update set
      check_status = excluded.check_status,
      check_date = excluded.check_date,
      -- A gap that was assessed anew and is still there was not closed by what was done.
      state = case when m.check_status <> excluded.check_status
          or (m.state = 'done' and m.check_date is distinct from excluded.check_date)
        then case when m.closed_at is null then m.state else 'open' end else m.state end,
      closed_at = case when m.check_status <> excluded.check_status
          or (m.state = 'done' and m.check_date is distinct from excluded.check_date)
        then null else m.closed_at end,
      accepted_by = case when m.check_status <> excluded.check_status then null else m.accepted_by end,
      accepted_at = case when m.check_status <> excluded.check_status then null else m.accepted_at end,
      responsible = case when m.responsible = '' then excluded.responsible else m.responsible end,
      deadline = coalesce(m.deadline, excluded.deadline),
      cost_once = case when m.cost_once = 0 then excluded.cost_once else m.cost_once end,
      cost_yearly = case when m.cost_yearly = 0 then excluded.cost_yearly else m.cost_yearly end,
      version = m.version + 1,
      updated_at = excluded.updated_at,
      updated_by = excluded.updated_by
    where (m.check_status, m.check_date) is distinct from (excluded.check_status, excluded.check_date)
      or (m.responsible = '' and excluded.responsible <> '')
      or (m.deadline is null and excluded.deadline is not null)
      or (m.cost_once = 0 and excluded.cost_once <> 0)
      or (m.cost_yearly = 0 and excluded.cost_yearly <> 0);
    update measure m set
      check_status = 'closed',
      state = case
        when m.closed_at is not null then m.state
        when a.status = 'yes' then 'done'
        when a.dispensable_as = 'risk_accepted' and m.level <> 'B' then 'accepted'
        else 'obsolete' end,
      reason = case when m.closed_at is null and a.status = 'dispensable' then a.reason else m.reason end,
      accepted_by = case when m.closed_at is null and a.dispensable_as = 'risk_accepted' and m.level <> 'B'
        then a.updated_by else m.accepted_by end,
      accepted_at = case when m.closed_at is null and a.dispensable_as = 'risk_accepted' and m.level <> 'B'
        then a.updated_at else m.accepted_at end,
      closed_at = coalesce(m.closed_at, a.updated_at, now()),
      version = m.version + 1,
      updated_at = coalesce(a.updated_at, now()),
      updated_by = coalesce(a.updated_by, m.updated_by)
    from measure x
    join unnest(scopes, catalogs, bausteine) t(scope_id, catalog_id, baustein_id)
      on x.scope_id = t.scope_id and x.catalog_id = t.catalog_id and x.baustein_id = t.baustein_id
    join tenant on tenant.id = x.tenant_id
    join isms_domain d on d.tenant_id = x.tenant_id and d.id = x.domain_id
    left join target_object o on o.id = x.target_object_id
    left join assessment a
      on a.scope_id = x.scope_id and a.catalog_id = x.catalog_id and a.requirement_id = x.requirement_id
    where m.id = x.id and x.check_status <> 'closed' and (x.target_object_id is null or o.id is not null)
      and (coalesce(a.status, 'open') not in ('partial', 'no') or not exists (
        select from check_summary s
        where s.scope_id = x.scope_id and s.catalog_id = x.catalog_id and s.baustein_id = x.baustein_id));
  end $$`,
  `create function refresh_measures_of_change() returns trigger language plpgsql as $$
  begin
    if tg_op = 'INSERT' then
      perform refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select distinct scope_id, catalog_id, baustein_id from new_rows) t having count(*) > 0;
    elsif tg_op = 'DELETE' then
      perform refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select distinct scope_id, catalog_id, baustein_id from old_rows) t having count(*) > 0;
    else
      perform refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
        from (select scope_id, catalog_id, baustein_id from new_rows
          union select scope_id, catalog_id, baustein_id from old_rows) t having count(*) > 0;
    end if;
    return null;
  end $$`,
  // Triggers run in the order of their names: these after those that keep check_summary.
  ...['baustein_assignment', 'assessment'].flatMap((table) => [
    `create trigger plan_after_${table}_insert after insert on ${table} referencing new table as new_rows
      for each statement execute function refresh_measures_of_change()`,
    `create trigger plan_after_${table}_update after update on ${table}
      referencing old table as old_rows new table as new_rows
      for each statement execute function refresh_measures_of_change()`,
    `create trigger plan_after_${table}_delete after delete on ${table} referencing old table as old_rows
      for each statement execute function refresh_measures_of_change()`,
  ]),
  `create function refresh_measures_of_group() returns trigger language plpgsql as $$
  begin
    perform refresh_measures(array_agg(new.id), array_agg(catalog_id), array_agg(baustein_id))
      from (select distinct catalog_id, baustein_id from assessment where scope_id = new.id) t having count(*) > 0;
    return null;
  end $$`,
  `create trigger target_object_plan_after_group after update of group_id on target_object for each row
    when (old.group_id is distinct from new.group_id) execute function refresh_measures_of_group()`,
  `select refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
    from (select distinct scope_id, catalog_id, baustein_id from assessment) t having count(*) > 0`,
];
