import { type Kysely, sql } from 'kysely';

/** Tenants, accounts, collectors, sources, alerts and the pipeline's positions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table tenant (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
    title text not null,
    created_at timestamptz not null
  )`,
  `insert into tenant (id, title, created_at) values ('default', 'Grundwacht', now())`,

  `create table account (
    id uuid primary key default gen_random_uuid(),
    username text not null unique check (length(username) between 1 and 200),
    password_hash text not null,
    must_change_password boolean not null,
    disabled boolean not null,
    created_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create table account_role (
    account_id uuid not null references account on delete cascade,
    role text not null check (role in ('admin', 'analyst', 'isb', 'auditor')),
    primary key (account_id, role)
  )`,
  `create table session (
    token_hash bytea primary key check (length(token_hash) = 32),
    account_id uuid not null references account on delete cascade,
    created_at timestamptz not null,
    last_used_at timestamptz not null
  )`,
  'create index session_account on session (account_id)',
  'create index session_created on session (created_at)',

  `create table collector (
    id text primary key check (id ~ '^[a-z0-9][a-z0-9._-]{0,62}$'),
    tenant_id text not null references tenant on delete cascade,
    token_hash bytea not null unique check (length(token_hash) = 32),
    created_at timestamptz not null,
    last_seen timestamptz,
    revoked_at timestamptz
  )`,
  'create index collector_tenant on collector (tenant_id)',

  // No reference to collector: counting must never fail because a collector was removed meanwhile.
  `create table source (
    tenant_id text not null references tenant on delete cascade,
    collector_id text not null,
    source text not null,
    transport text not null,
    dataset text not null,
    host text not null,
    received bigint not null,
    stored bigint not null,
    rejected bigint not null,
    unparsed bigint not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    primary key (tenant_id, collector_id, source, transport, dataset, host),
    check (received = stored + rejected),
    check (unparsed between 0 and stored)
  )`,

  `create table alert_revision (
    singleton boolean primary key default true check (singleton),
    value bigint not null
  )`,
  'insert into alert_revision (value) values (0)',
  `create table alert (
    id uuid primary key,
    tenant_id text not null references tenant on delete cascade,
    dedup_key bytea not null check (length(dedup_key) = 32),
    rule_id text not null,
    rule_title text not null,
    rule_title_de text,
    rule_level text not null check (rule_level in ('informational', 'low', 'medium', 'high', 'critical')),
    rule_tags text[] not null,
    state text not null check (state in ('new', 'acknowledged', 'closed')),
    close_reason text check (
      close_reason in ('true_positive', 'benign', 'false_positive', 'duplicate', 'test')
    ),
    assignee text,
    entity_type text not null,
    entity_value text not null check (length(entity_value) <= 300),
    count bigint not null check (count > 0),
    events_total bigint not null,
    first_seen timestamptz not null,
    last_seen timestamptz not null,
    created_at timestamptz not null,
    revision bigint not null unique,
    check (first_seen <= last_seen),
    check ((state = 'closed') = (close_reason is not null))
  )`,
  'create index alert_list on alert (last_seen desc, id desc)',
  'create index alert_list_state on alert (state, last_seen desc, id desc)',
  'create index alert_list_tenant on alert (tenant_id, last_seen desc, id desc)',
  'create index alert_list_rule on alert (rule_id, last_seen desc, id desc)',
  'create index alert_list_entity on alert (entity_value, last_seen desc, id desc)',
  `create index alert_open on alert (dedup_key, last_seen) where state <> 'closed'`,

  `create table alert_event (
    alert_id uuid not null references alert on delete cascade,
    tenant_id text not null references tenant on delete cascade,
    ordinal bigint not null check (ordinal > 0),
    event_id text not null,
    occurred_at timestamptz not null,
    document json not null,
    primary key (alert_id, ordinal)
  )`,
  'create index alert_event_tenant on alert_event (tenant_id)',

  `create table alert_history (
    id bigint generated always as identity primary key,
    alert_id uuid not null references alert on delete cascade,
    tenant_id text not null references tenant on delete cascade,
    at timestamptz not null,
    by text not null,
    from_state text not null,
    to_state text not null,
    reason text,
    comment text
  )`,
  'create index alert_history_alert on alert_history (alert_id, id)',
  'create index alert_history_tenant on alert_history (tenant_id)',

  `create table pipeline_position (
    name text primary key,
    position bigint not null check (position >= 0),
    updated_at timestamptz not null
  )`,
];
