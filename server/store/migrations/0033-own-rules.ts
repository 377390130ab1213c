import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/**
 * Rules that a tenant's people write in the dashboard: every version is kept, one of them may be in force. Row keys are
 * the files', as it were; the rules within have ids of their own.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table own_rule (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    title text not null check (length(title) between 1 and 300),
    latest integer not null check (latest > 0),
    in_force integer check (in_force between 1 and latest),
    waiting boolean not null,
    revision integer not null check (revision > 0),
    updated_at timestamptz not null,
    updated_by text not null,
    unique (tenant_id, id)
  )`,
  `create table own_rule_version (
    tenant_id text not null references tenant on delete cascade,
    own_rule_id uuid not null,
    number integer not null check (number > 0),
    yaml text not null check (length(yaml) between 1 and 100000),
    saved_at timestamptz not null,
    saved_by text not null,
    approved_at timestamptz,
    approved_by text check (approved_by <> saved_by),
    check ((approved_at is null) = (approved_by is null)),
    primary key (tenant_id, own_rule_id, number),
    foreign key (tenant_id, own_rule_id) references own_rule (tenant_id, id) on delete cascade
  )`,
  `create table own_rule_act (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    own_rule_id uuid not null,
    at timestamptz not null,
    by text not null,
    action text not null check (action in ('saved', 'asked', 'approved', 'in_force', 'withdrawn')),
    number integer not null,
    reason text,
    foreign key (tenant_id, own_rule_id) references own_rule (tenant_id, id) on delete cascade
  )`,
  'create index own_rule_act_rule on own_rule_act (tenant_id, own_rule_id, id)',
  `create table own_rule_review (
    tenant_id text primary key references tenant on delete cascade,
    required boolean not null,
    updated_at timestamptz not null,
    updated_by text not null
  )`,
  ...['own_rule', 'own_rule_version', 'own_rule_act', 'own_rule_review'].flatMap((table) =>
    tenantPolicy(table),
  ),
];
