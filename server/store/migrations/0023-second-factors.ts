import { type Kysely, sql } from 'kysely';
import { appTable } from './tenant-policy.js';

/** Second factors of accounts, and what a session's owner is told of it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // id: names the session to its owner, who never sees its token again. proven_at: when its owner proved last to be the
  // one; sessions from before this migration did so when they began.
  `alter table session
    add column id uuid not null default gen_random_uuid() unique,
    add column method text not null default 'password',
    add column proven_at timestamptz,
    add column address text not null default '' check (length(address) <= 100),
    add column agent text not null default '' check (length(agent) <= 200)`,
  'update session set proven_at = created_at',
  'alter table session alter column proven_at set not null',

  // secret: sealed with the installation's key; a first code of it was right. last_step: the time step of the last code
  // that was taken, so that a code is good once (RFC 6238, 5.2).
  `create table account_totp (
    account_id uuid primary key references account on delete cascade,
    secret bytea not null,
    created_at timestamptz not null,
    last_step bigint not null
  )`,
  // credential_id: base64url, as WebAuthn's JSON has it. rp_id: the host that it was made for and works at.
  `create table account_passkey (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references account on delete cascade,
    credential_id text not null unique check (length(credential_id) <= 1400),
    rp_id text not null,
    public_key bytea not null,
    counter bigint not null,
    transports text[] not null,
    name text not null check (length(name) between 1 and 100),
    created_at timestamptz not null,
    last_used_at timestamptz
  )`,
  'create index account_passkey_account on account_passkey (account_id, created_at)',
  // code_hash: SHA-256 of account and code; a code has 80 random bits. A used one goes.
  `create table account_recovery_code (
    account_id uuid not null references account on delete cascade,
    code_hash bytea not null,
    primary key (account_id, code_hash)
  )`,
  ...['account_totp', 'account_passkey', 'account_recovery_code'].flatMap((table) => appTable(table)),
];
