import { type Kysely, sql } from 'kysely';

/**
 * Evidence with its versions and files, and each tenant's append-only Merkle log (RFC 9162, 2). A leaf gets its position
 * when the next tree head is made: appending waits for nobody.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const tenant = 'tenant_id text not null references tenant on delete cascade';

const statements = [
  // The bytes lie in the data folder under their hash.
  `create table evidence_file (
    ${tenant},
    sha256 bytea not null check (length(sha256) = 32),
    size bigint not null check (size > 0),
    type text not null,
    uploaded_at timestamptz not null,
    uploaded_by text not null,
    primary key (tenant_id, sha256)
  )`,
  // No reference to observation: what was seen is kept by others, and for another time.
  `create table evidence (
    id uuid primary key default gen_random_uuid(),
    ${tenant},
    domain_id uuid not null,
    kind text not null check (kind in ('file', 'observation', 'link')),
    title text not null check (length(title) between 1 and 300),
    shows text not null check (length(shows) <= 4000),
    effective_on date not null,
    valid_until date check (valid_until >= effective_on),
    provided_by text not null check (length(provided_by) between 1 and 200),
    classification text not null check (classification in ('public', 'internal', 'confidential', 'strict')),
    file_sha256 bytea,
    file_name text check (length(file_name) between 1 and 255),
    link text check (length(link) between 1 and 2000),
    observation_id uuid,
    withdrawn_at timestamptz,
    withdrawn_by text,
    withdrawn_reason text,
    created_at timestamptz not null,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null,
    unique (tenant_id, domain_id, id),
    foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade,
    -- Deferred: both go with their tenant, in whatever order.
    foreign key (tenant_id, file_sha256) references evidence_file (tenant_id, sha256)
      deferrable initially deferred,
    check ((kind = 'file') = (file_sha256 is not null)),
    check ((kind = 'file') = (file_name is not null)),
    check ((kind = 'link') = (link is not null)),
    check ((kind = 'observation') = (observation_id is not null)),
    check (num_nonnulls(withdrawn_at, withdrawn_by, withdrawn_reason) in (0, 3))
  )`,
  'create index evidence_list on evidence (tenant_id, domain_id, updated_at, id)',
  'create index evidence_validity on evidence (valid_until) where withdrawn_at is null and valid_until is not null',
  'create index evidence_of_file on evidence (tenant_id, file_sha256) where file_sha256 is not null',
  // What the current version serves. requirement_id: of a requirement or a sub-requirement; the catalogue may be
  // installed anew.
  `create table evidence_requirement (
    evidence_id uuid not null references evidence on delete cascade,
    catalog_id text not null,
    requirement_id text not null,
    primary key (evidence_id, catalog_id, requirement_id)
  )`,
  'create index evidence_requirement_of on evidence_requirement (catalog_id, requirement_id)',
  `create table evidence_target_object (
    evidence_id uuid not null references evidence on delete cascade,
    target_object_id uuid not null references target_object on delete cascade,
    primary key (evidence_id, target_object_id)
  )`,
  'create index evidence_target_object_of on evidence_target_object (target_object_id)',
  // Every version as it was said, never changed.
  `create table evidence_version (
    evidence_id uuid not null references evidence on delete cascade,
    number integer not null check (number > 0),
    ${tenant},
    domain_id uuid not null,
    stated jsonb not null check (jsonb_typeof(stated) = 'object'),
    at timestamptz not null,
    by text not null,
    primary key (evidence_id, number)
  )`,
  'create index evidence_version_domain on evidence_version (tenant_id, domain_id)',

  // What expires is called to mind where what is due is.
  `alter table plan_history drop constraint plan_history_subject_check,
    add constraint plan_history_subject_check check (subject in (
      'risk_matrix', 'own_threat', 'risk', 'measure', 'statement', 'audit', 'finding', 'evidence'
    ))`,

  // content: canonical JSON (RFC 8785) of what is covered; null: erased, the leaf stays. What is hashed into the tree
  // is {content: its hash, kind, reference, salt, tenant}; the salt keeps a hash from telling what it is the hash of.
  `create table merkle_leaf (
    id bigint primary key generated always as identity,
    ${tenant},
    position bigint check (position >= 0),
    kind text not null check (kind in ('evidence', 'check-decision', 'sign-off', 'event-segment', 'observation',
      'export', 'sample', 'finding', 'access', 'removal')),
    reference text not null check (length(reference) between 1 and 300),
    content text,
    content_hash bytea not null check (length(content_hash) = 32),
    salt bytea not null check (length(salt) = 16),
    leaf_hash bytea not null check (length(leaf_hash) = 32)
  )`,
  'create unique index merkle_leaf_position on merkle_leaf (tenant_id, position) where position is not null',
  'create index merkle_leaf_waiting on merkle_leaf (tenant_id, id) where position is null',
  'create index merkle_leaf_reference on merkle_leaf (tenant_id, kind, reference, id)',
  // Roots of full subtrees: of 2^level leaves, the index-th of its level. Below level 8 they are computed.
  `create table merkle_node (
    ${tenant},
    level smallint not null check (level between 8 and 52),
    index bigint not null check (index >= 0),
    hash bytea not null check (length(hash) = 32),
    primary key (tenant_id, level, index)
  )`,
  // note: the head as a signed note (C2SP tlog-checkpoint). token: an RFC 3161 time stamp of it.
  `create table tree_head (
    ${tenant},
    size bigint not null check (size > 0),
    root bytea not null check (length(root) = 32),
    at timestamptz not null,
    note text not null,
    token bytea,
    token_time timestamptz,
    token_error text,
    token_attempts integer not null default 0,
    token_tried_at timestamptz,
    primary key (tenant_id, size)
  )`,
  'create index tree_head_unstamped on tree_head (at) where token is null',
];
