import { type Kysely, sql } from 'kysely';

/**
 * The audit room: what of an audit's domain an auditor may read, which samples were drawn, what was said of what was
 * drawn, and who read what. Everything is leaves of the tenant's log, too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const ofAudit = `
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    audit_id uuid not null,
    foreign key (tenant_id, domain_id, audit_id) references audit (tenant_id, domain_id, id) on delete cascade`;

const statements = [
  // bausteine, scope_ids: empty: all. A scope is a target object or, by the domain's id, the whole domain: see
  // assessment. Neither refers to a row: what is gone gives nothing to read.
  `create table audit_grant (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references account,
    username text not null,
    catalog_id text not null,
    bausteine text[] not null,
    scope_ids uuid[] not null,
    starts date not null,
    ends date not null check (ends >= starts),
    granted_at timestamptz not null,
    granted_by text not null,
    revoked_at timestamptz,
    revoked_by text,
    check ((revoked_at is null) = (revoked_by is null)),${ofAudit}
  )`,
  'create index audit_grant_audit on audit_grant (tenant_id, domain_id, audit_id, granted_at)',
  'create index audit_grant_account on audit_grant (account_id)',

  `create table audit_sample (
    id uuid primary key default gen_random_uuid(),
    grant_id uuid not null references audit_grant on delete cascade,
    catalog_id text not null,
    method text not null check (method in ('random', 'stratified', 'risk')),
    size integer not null check (size > 0),
    seed text not null check (length(seed) between 1 and 64),
    population_count integer not null check (population_count > 0),
    population_sha256 text not null check (population_sha256 ~ '^[0-9a-f]{64}$'),
    items json not null check (json_typeof(items) = 'array'),
    drawn_at timestamptz not null,
    drawn_by text not null,${ofAudit}
  )`,
  'create index audit_sample_audit on audit_sample (tenant_id, domain_id, audit_id, drawn_at)',
  // Apart from its sample, whose row is compared at every verification: the hash there covers the text here.
  `create table audit_sample_population (
    sample_id uuid primary key references audit_sample on delete cascade,
    tenant_id text not null references tenant on delete cascade,
    entries text not null
  )`,
  'create index audit_sample_population_tenant on audit_sample_population (tenant_id)',

  // What was said of something drawn; what is said later counts.
  `create table audit_record (
    id bigint generated always as identity primary key,
    sample_id uuid not null references audit_sample on delete cascade,
    scope_id uuid not null,
    requirement_id text not null,
    result text not null check (result in ('conform', 'finding')),
    finding_id uuid check ((result = 'finding') = (finding_id is not null)),
    note text not null check (length(note) <= 4000),
    at timestamptz not null,
    by text not null,${ofAudit}
  )`,
  'create index audit_record_sample on audit_record (sample_id, id)',
  'create index audit_record_audit on audit_record (tenant_id, domain_id, audit_id)',

  // One row for each object that was read in a session.
  `create table audit_access (
    id bigint generated always as identity primary key,
    grant_id uuid not null references audit_grant on delete cascade,
    session text not null,
    object text not null check (length(object) between 1 and 400),
    at timestamptz not null,
    by text not null,
    unique (grant_id, session, object),${ofAudit}
  )`,
  'create index audit_access_audit on audit_access (tenant_id, domain_id, audit_id, id)',
];
