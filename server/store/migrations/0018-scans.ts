import { type Kysely, sql } from 'kysely';

/**
 * Imported scans of hosts: which file of which tool, what each of its rules found, which requirements these speak for;
 * and the public keys by which hosts sign the audits of our own scripts. A foreign key that carries tenant_id and
 * domain_id keeps a row from pointing out of its tenant and its domain.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const domainColumns = `
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null`;
const inDomain =
  'foreign key (tenant_id, domain_id) references isms_domain (tenant_id, id) on delete cascade';

const statements = [
  // catalog_id refers to no row: what a scan said stays when the catalogue is installed anew.
  `create table scan_import (
    id uuid primary key default gen_random_uuid(),${domainColumns},
    format text not null check (format in ('xccdf', 'lynis', 'host-audit')),
    tool text not null,
    tool_version text not null,
    file_name text not null,
    file_sha256 text not null check (file_sha256 ~ '^[0-9a-f]{64}$'),
    file_bytes bigint not null check (file_bytes > 0),
    hosts text[] not null,
    addresses text[] not null,
    started_at timestamptz,
    finished_at timestamptz not null,
    profile text not null,
    benchmark text not null,
    signature text not null check (signature in ('none', 'unsigned', 'signed')),
    signed_by uuid,
    counts jsonb not null check (jsonb_typeof(counts) = 'object'),
    catalog_id text not null,
    mapping_version text not null,
    target_object_id uuid,
    assigned_by text,
    assigned_at timestamptz,
    imported_at timestamptz not null,
    imported_by text not null,
    unique (tenant_id, domain_id, file_sha256),
    unique (tenant_id, domain_id, id),
    ${inDomain},
    foreign key (tenant_id, domain_id, target_object_id) references target_object (tenant_id, domain_id, id)
      on delete set null (target_object_id),
    check ((assigned_by is null) = (assigned_at is null)),
    check ((signature = 'signed') = (signed_by is not null))
  )`,
  'create index scan_import_list on scan_import (tenant_id, domain_id, imported_at desc, id)',
  'create index scan_import_target on scan_import (target_object_id, finished_at desc)',
  `create table scan_result (
    scan_import_id uuid not null,${domainColumns},
    position integer not null check (position >= 0),
    rule_id text not null,
    title text not null,
    severity text not null,
    result text not null check (result in (
      'pass', 'fail', 'error', 'unknown', 'notapplicable', 'notchecked', 'notselected', 'informational', 'fixed'
    )),
    identifiers text[] not null,
    message text not null,
    requirements text[] not null,
    primary key (tenant_id, scan_import_id, position),
    foreign key (tenant_id, domain_id, scan_import_id) references scan_import (tenant_id, domain_id, id)
      on delete cascade
  )`,
  // Revoked, not deleted: what was signed by it stays to be told.
  `create table scan_key (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    host text not null check (length(host) between 1 and 253),
    public_key text not null,
    fingerprint text not null check (fingerprint ~ '^[0-9a-f]{64}$'),
    created_at timestamptz not null,
    created_by text not null,
    revoked_at timestamptz,
    revoked_by text,
    unique (tenant_id, fingerprint),
    check ((revoked_at is null) = (revoked_by is null))
  )`,
];
