import { type Kysely, sql } from 'kysely';
import { planTriggers } from './0014-plan-triggers.js';

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
const inDomain =
  'foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade';
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
  ...planTriggers,
];
