import { type Kysely, sql } from 'kysely';
import { tenantPolicy } from './tenant-policy.js';

/** What running the program needs to know of itself: backups, versions, and how regularly sources send. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table backup_run (
    id bigint generated always as identity primary key,
    target text not null,
    name text,
    started_at timestamptz(3) not null,
    finished_at timestamptz(3) not null,
    bytes bigint not null default 0,
    new_bytes bigint not null default 0,
    events bigint not null default 0,
    encrypted boolean not null default false,
    keys boolean not null default false,
    faults jsonb not null default '[]',
    error text,
    check ((name is null) = (error is not null))
  )`,
  'create index backup_run_finished on backup_run (finished_at desc)',
  `create table program_version (
    id bigint generated always as identity primary key,
    version text not null,
    first_started_at timestamptz(3) not null,
    migrations jsonb not null default '[]',
    backup text
  )`,
  `create table source_rhythm (
    tenant_id text not null references tenant (id) on delete cascade,
    name text not null,
    since timestamptz(3) not null,
    last_seen timestamptz(3) not null,
    longest_ms bigint not null default 0 check (longest_ms >= 0),
    gaps bigint not null default 0,
    primary key (tenant_id, name)
  )`,
  // No foreign key: what is wrong is told of, whatever becomes of the tenant.
  `create table system_condition (
    id bigint generated always as identity primary key,
    name text not null,
    subject text not null default '',
    about text,
    began_at timestamptz(3) not null,
    ended_at timestamptz(3),
    message text not null,
    facts jsonb not null default '{}'
  )`,
  `create unique index system_condition_open on system_condition (name, subject, coalesce(about, ''))
    where ended_at is null`,
  'create index system_condition_began on system_condition (began_at desc)',
  // Only the program itself works with these: the API asks it.
  ...tenantPolicy('source_rhythm', { access: ['select'] }),
];
