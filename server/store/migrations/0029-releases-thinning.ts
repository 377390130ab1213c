import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/**
 * Audit packages that auditors may download, and the record of observations that were thinned. Each row is a leaf of the
 * tenant's log, too.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table package_release (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    domain_id uuid not null,
    audit_id uuid not null,
    export_job_id uuid not null references export_job on delete cascade,
    released_at timestamptz not null,
    released_by text not null,
    withdrawn_at timestamptz,
    withdrawn_by text,
    check ((withdrawn_at is null) = (withdrawn_by is null)),
    foreign key (tenant_id, domain_id, audit_id) references audit (tenant_id, domain_id, id) on delete cascade
  )`,
  'create index package_release_audit on package_release (tenant_id, domain_id, audit_id, released_at)',
  'create unique index package_release_open on package_release (export_job_id, audit_id) where withdrawn_at is null',

  // One row for each day (UTC) of which observations were thinned: how many went, and the digest of what they said.
  `create table observation_thinning (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    day date not null,
    removed integer not null check (removed > 0),
    kept integer not null check (kept >= 0),
    removed_sha256 text not null check (removed_sha256 ~ '^[0-9a-f]{64}$'),
    thinned_at timestamptz not null
  )`,
  'create index observation_thinning_tenant on observation_thinning (tenant_id, day)',
  // Observations go with their tenant, and by the rule; neither by mistake.
  `create or replace function keep_observations() returns trigger language plpgsql as $$
    begin
      if tg_op = 'UPDATE' or (exists (select from tenant where id = old.tenant_id)
        and current_setting('grundwacht.thinning', true) is distinct from 'on') then
        raise exception 'observations are never changed or deleted';
      end if;
      return old;
    end $$`,

  ...tenantPolicy('package_release', { access: ['select', 'insert', 'update'] }),
  ...tenantPolicy('observation_thinning', { access: ['select'] }),
];
