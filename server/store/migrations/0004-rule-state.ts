import { type Kysely, sql } from 'kysely';

/**
 * What people decided about rules, tenant by tenant. Rules are files, so nothing refers to them: a decision about a
 * rule that is gone stays for the day it comes back.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table rule_state (
    tenant_id text not null references tenant on delete cascade,
    rule_id text not null check (length(rule_id) between 1 and 200),
    enabled boolean not null,
    level text check (level in ('informational', 'low', 'medium', 'high', 'critical')),
    version integer not null check (version >= 0),
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (tenant_id, rule_id)
  )`,
  `create table rule_exception (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    rule_id text not null,
    title text not null,
    reason text not null,
    detection text not null,
    author text not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    foreign key (tenant_id, rule_id) references rule_state on delete cascade
  )`,
  'create index rule_exception_rule on rule_exception (tenant_id, rule_id, created_at)',
  `create table rule_set_state (
    tenant_id text not null references tenant on delete cascade,
    set_name text not null check (length(set_name) between 1 and 100),
    in_force boolean not null,
    version integer not null check (version >= 0),
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (tenant_id, set_name)
  )`,
  // json, not jsonb: what was written is kept as it was written.
  `create table rule_state_history (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    rule_id text,
    set_name text,
    at timestamptz not null,
    by text not null,
    action text not null,
    old json not null,
    new json not null,
    reason text,
    check ((rule_id is null) <> (set_name is null))
  )`,
  'create index rule_state_history_rule on rule_state_history (tenant_id, rule_id, id)',
];
