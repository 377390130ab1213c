import { type Kysely, sql } from 'kysely';
import { appTable, tenantPolicy } from './tenant-policy.js';

/** Who comes in besides people with a password: a provider's accounts, machines with a token, collectors. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // What a collector shows: SHA-256 of its token, or of its certificate's public key. At most one has no end: the others
  // end when the time for changing over does.
  `create table collector_credential (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    collector_id text not null references collector on delete cascade,
    kind text not null check (kind in ('token', 'certificate')),
    hash bytea not null unique check (length(hash) = 32),
    subject text check ((kind = 'certificate') = (subject is not null)),
    created_at timestamptz not null,
    ends_at timestamptz
  )`,
  'create index collector_credential_tenant on collector_credential (tenant_id)',
  'create index collector_credential_collector on collector_credential (collector_id)',
  'create unique index collector_credential_lasting on collector_credential (collector_id) where ends_at is null',
  `insert into collector_credential (tenant_id, collector_id, kind, hash, created_at)
    select tenant_id, id, 'token', token_hash, created_at from collector where revoked_at is null`,
  'alter table collector drop column token_hash',
  // networks: empty: from anywhere. refused: calls from elsewhere.
  `alter table collector
    add column networks text[] not null default '{}',
    add column refused bigint not null default 0,
    add column refused_at timestamptz,
    add column refused_from text`,

  // Of an account that an OpenID provider vouches for. The provider's name for it never changes, user names do.
  `create table account_identity (
    issuer text not null,
    subject text not null,
    account_id uuid not null unique references account on delete cascade,
    created_at timestamptz not null,
    last_login_at timestamptz not null,
    primary key (issuer, subject)
  )`,

  `create table api_token (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    account_id uuid not null references account on delete cascade,
    name text not null check (length(name) between 1 and 100),
    hash bytea not null unique check (length(hash) = 32),
    scopes text[] not null check (cardinality(scopes) > 0),
    networks text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null check (expires_at > created_at),
    last_used_at timestamptz,
    revoked_at timestamptz,
    revoked_by text,
    check ((revoked_at is null) = (revoked_by is null))
  )`,
  'create index api_token_tenant on api_token (tenant_id, created_at)',
  'create index api_token_account on api_token (account_id)',

  ...tenantPolicy('collector_credential'),
  ...tenantPolicy('api_token'),
  ...appTable('account_identity', ['select']),
];
