import { type Kysely, sql } from 'kysely';

/**
 * Guideline documents (reference document A.0) and exports, which are made one after the other while nobody waits. A
 * foreign key that carries tenant_id and domain_id keeps a row from pointing out of its tenant and its domain.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const inDomain = `
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade`;

const statements = [
  `create table guideline (
    id uuid primary key default gen_random_uuid(),
    kind text not null check (kind in (
      'policy', 'risk_analysis', 'document_control', 'internal_audit', 'corrective_action', 'other'
    )),
    title text not null check (length(title) between 1 and 300),
    description text not null,
    location text not null,
    state text not null check (state in ('draft', 'in_force', 'withdrawn')),
    edition text not null,
    dated date,
    author text not null,
    approved_by text not null,
    approved_on date,
    review_due date,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null,
    check (state <> 'in_force' or (edition <> '' and dated is not null and author <> '' and approved_by <> ''
      and approved_on is not null)),${inDomain}
  )`,
  'create index guideline_domain on guideline (tenant_id, domain_id, kind, title)',

  // No reference to what was changed: the history of what was deleted stays.
  `create table guideline_history (
    id bigint generated always as identity primary key,
    guideline_id uuid not null,
    action text not null check (action in ('create', 'change', 'delete')),
    at timestamptz not null,
    by text not null,
    old json,
    new json,${inDomain}
  )`,
  'create index guideline_history_domain on guideline_history (tenant_id, domain_id, guideline_id, id)',

  // name: an entry of the registry of exports, which grows without a migration. The file lies in the data folder
  // under the job's id; without one (removed_at) the row tells who exported what.
  `create table export_job (
    id uuid primary key default gen_random_uuid(),
    name text not null check (length(name) between 1 and 60),
    format text not null check (length(format) between 1 and 20),
    language text not null check (language in ('de', 'en')),
    options jsonb not null check (jsonb_typeof(options) = 'object'),
    state text not null check (state in ('waiting', 'running', 'done', 'cancelled', 'failed')),
    by text not null,
    created_at timestamptz not null,
    started_at timestamptz,
    ended_at timestamptz,
    done bigint not null default 0,
    total bigint,
    file_name text,
    media_type text,
    bytes bigint,
    sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
    removed_at timestamptz,
    error text,
    check ((state in ('waiting', 'running')) = (ended_at is null)),
    check (num_nonnulls(file_name, media_type, bytes, sha256) = case state when 'done' then 4 else 0 end),
    check ((state = 'failed') = (error is not null)),${inDomain}
  )`,
  'create index export_job_domain on export_job (tenant_id, domain_id, created_at desc, id)',
  `create index export_job_open on export_job (created_at, id) where ended_at is null`,
  `create index export_job_files on export_job (ended_at) where state = 'done' and removed_at is null`,
];
