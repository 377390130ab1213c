import { type Kysely, sql } from 'kysely';

/**
 * Signals: what the watch and scans saw of a requirement (observations), what follows from that at the moment, what
 * tenants set, which target object a log source is, and fire drills of the rules.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tenant = 'tenant_id text not null references tenant on delete cascade';
const inDomain =
  'foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade';
const verdict = `verdict text not null check (verdict in ('supports', 'contradicts', 'unknown'))`;
const strength = `strength text not null check (strength in ('weak', 'medium', 'strong'))`;

const statements = [
  // No reference to the target object or the domain: what was seen of what was deleted stays.
  `create table observation (
    id uuid primary key default gen_random_uuid(),
    ${tenant},
    domain_id uuid not null,
    signal_id text not null check (length(signal_id) between 1 and 100),
    signal_version text not null,
    target_object_id uuid,
    scope_id uuid not null generated always as (coalesce(target_object_id, domain_id)) stored,
    observed_at timestamptz not null,
    fresh_until timestamptz not null check (fresh_until >= observed_at),
    ${verdict},
    ${strength},
    origin text not null check (origin in ('stream', 'query', 'scan', 'manual')),
    figures jsonb not null check (jsonb_typeof(figures) = 'object'),
    scan_import_id uuid
  )`,
  'create index observation_scope on observation (tenant_id, domain_id, signal_id, scope_id, observed_at desc)',
  // What it says of each requirement: a signal may support one of them and only ever contradict another.
  `create table observation_requirement (
    observation_id uuid not null references observation on delete cascade,
    ${tenant},
    catalog_id text not null,
    requirement_id text not null,
    ${verdict},
    ${strength},
    primary key (observation_id, catalog_id, requirement_id)
  )`,
  'create index observation_requirement_tenant on observation_requirement (tenant_id, catalog_id, requirement_id)',
  `create function keep_observations() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' or exists (select from tenant where id = old.tenant_id) then
        raise exception 'observations are never changed or deleted';
      end if;
      return old;
    end $$`,
  ...['observation', 'observation_requirement'].map(
    (table) => `create trigger ${table}_kept before update or delete on ${table}
      for each row execute function keep_observations()`,
  ),

  // The latest observation of each signal and scope; since: when its verdict began.
  `create table signal_state (
    ${tenant},
    domain_id uuid not null,
    signal_id text not null,
    scope_id uuid not null,
    target_object_id uuid,
    observation_id uuid not null references observation on delete cascade,
    ${verdict},
    observed_at timestamptz not null,
    fresh_until timestamptz not null,
    since timestamptz not null,
    primary key (tenant_id, domain_id, signal_id, scope_id),
    ${inDomain},
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade
  )`,
  'create index signal_state_scope on signal_state (scope_id)',
  'create index signal_state_observation on signal_state (observation_id)',

  // What a tenant sets of a shipped signal; no row: as shipped.
  `create table signal_setting (
    ${tenant},
    signal_id text not null,
    enabled boolean not null,
    parameters jsonb not null check (jsonb_typeof(parameters) = 'object'),
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (tenant_id, signal_id)
  )`,
  // The last run of each signal.
  `create table signal_run (
    ${tenant},
    signal_id text not null,
    state text not null check (state in ('running', 'done', 'failed')),
    started_at timestamptz not null,
    ended_at timestamptz,
    by text not null,
    observations integer not null,
    error text,
    primary key (tenant_id, signal_id),
    check ((state = 'running') = (ended_at is null)),
    check ((state = 'failed') = (error is not null))
  )`,

  // What people said of a log source: which target object it is, or why it is none. name: lower-case host name or address.
  `create table source_decision (
    ${tenant},
    name text not null check (length(name) between 1 and 300),
    domain_id uuid,
    target_object_id uuid,
    reason text not null check (length(reason) <= 2000),
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (tenant_id, name),
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete cascade,
    check ((domain_id is null) = (target_object_id is null)),
    check (target_object_id is not null or reason <> '')
  )`,
  'create index source_decision_object on source_decision (target_object_id) where target_object_id is not null',

  // The standing audit of a domain that holds what signals contradict; its findings, one for each signal, scope and requirement.
  'alter table audit add column monitoring boolean not null default false',
  'create unique index audit_monitoring on audit (tenant_id, domain_id) where monitoring',
  `create table signal_finding (
    finding_id uuid primary key references finding on delete cascade,
    ${tenant},
    domain_id uuid not null,
    signal_id text not null,
    scope_id uuid not null,
    requirement_id text not null,
    observation_id uuid not null references observation on delete cascade,
    raised_at timestamptz not null
  )`,
  'create index signal_finding_of on signal_finding (tenant_id, domain_id, signal_id, scope_id, requirement_id)',
  'create index signal_finding_observation on signal_finding (observation_id)',

  // Which signals spoke, and how, when a decision of the check was made.
  `alter table check_history add column signals json`,

  // Fire drills (DER.1.A13): marked events on which the rules must raise alerts.
  `create table fire_drill (
    id uuid primary key default gen_random_uuid(),
    ${tenant},
    state text not null check (state in ('running', 'done', 'failed')),
    started_at timestamptz not null,
    ended_at timestamptz,
    by text not null,
    error text,
    check ((state = 'running') = (ended_at is null))
  )`,
  'create index fire_drill_latest on fire_drill (tenant_id, started_at desc)',
  `create table fire_drill_rule (
    drill_id uuid not null references fire_drill on delete cascade,
    ${tenant},
    rule_id text not null,
    rule_title text not null,
    outcome text not null check (outcome in ('waiting', 'fired', 'silent', 'not_drilled')),
    reason text not null,
    latency_ms integer check (latency_ms >= 0),
    primary key (drill_id, rule_id)
  )`,
  'create index fire_drill_rule_tenant on fire_drill_rule (tenant_id)',
  'alter table alert add column drill_id uuid',
  'create index alert_drill on alert (drill_id) where drill_id is not null',
];
