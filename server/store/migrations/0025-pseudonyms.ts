import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/** Pseudonymised monitoring: settings and keys of a tenant, what pseudonyms stand for, and reveals. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table pseudonym_mode (
    tenant_id text primary key references tenant on delete cascade,
    enabled boolean not null,
    since timestamptz,
    settings jsonb not null,
    version integer not null check (version > 0),
    requester_public bytea check (length(requester_public) = 32),
    requester_wrapped bytea,
    approver_public bytea check (length(approver_public) = 32),
    approver_wrapped bytea,
    updated_at timestamptz not null,
    check (not enabled or (requester_public is not null and approver_public is not null))
  )`,
  `create table pseudonym_proposal (
    tenant_id text primary key references tenant on delete cascade,
    enabled boolean not null,
    settings jsonb not null,
    reason text not null,
    by text not null,
    at timestamptz not null
  )`,
  `create table pseudonym_key (
    tenant_id text not null references tenant on delete cascade,
    period text not null,
    starts_at timestamptz not null,
    sealed bytea not null,
    created_at timestamptz not null,
    primary key (tenant_id, period)
  )`,
  `create table pseudonym (
    tenant_id text not null references tenant on delete cascade,
    pseudonym text not null,
    kind text not null check (kind in ('user', 'sid', 'mail', 'workstation', 'address')),
    period text not null,
    sealed bytea not null,
    primary key (tenant_id, pseudonym)
  )`,
  'create index pseudonym_period on pseudonym (tenant_id, period)',
  `create table pseudonym_reveal (
    tenant_id text not null references tenant on delete cascade,
    id uuid not null default gen_random_uuid(),
    object_kind text not null check (object_kind in ('pseudonym', 'alert')),
    object text not null,
    title text,
    reason text not null,
    legal_basis text not null,
    legal_text text not null,
    requested_by text not null,
    requested_at timestamptz not null,
    state text not null check (state in ('requested', 'approved', 'refused')),
    decided_by text,
    decided_at timestamptz,
    decision_reason text,
    expires_at timestamptz,
    views integer not null default 0,
    first_viewed_at timestamptz,
    primary key (tenant_id, id),
    check (decided_by is distinct from requested_by),
    check ((state = 'requested') = (decided_at is null)),
    check ((state = 'approved') = (expires_at is not null))
  )`,
  'create index pseudonym_reveal_time on pseudonym_reveal (tenant_id, requested_at desc, id)',
  // Pseudonyms and the keys of periods are written by the program itself, not by calls.
  ...tenantPolicy('pseudonym_mode', { access: ['select', 'insert', 'update'] }),
  ...tenantPolicy('pseudonym_proposal'),
  ...tenantPolicy('pseudonym_key', { access: ['select'] }),
  ...tenantPolicy('pseudonym', { access: ['select'] }),
  ...tenantPolicy('pseudonym_reveal', { access: ['select', 'insert', 'update'] }),
];
