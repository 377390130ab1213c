import { type Kysely, sql } from 'kysely';

/**
 * Segments have a filter beside them and say what datasets they hold; how long events stay, and what must stay
 * nevertheless.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table event_segment
    add column filter_bytes bigint check (filter_bytes > 0),
    add column datasets jsonb not null default '{}'`,
  `create table event_retention (
    tenant_id text not null references tenant on delete cascade,
    dataset text not null check (length(dataset) between 1 and 200),
    days integer not null check (days between 1 and 36500),
    purpose text not null,
    updated_at timestamptz not null,
    updated_by text not null,
    primary key (tenant_id, dataset)
  )`,
  `create table event_hold (
    id uuid primary key,
    tenant_id text not null references tenant on delete cascade,
    time_from timestamptz(3) not null,
    time_to timestamptz(3) not null,
    reason text not null check (length(reason) > 0),
    created_at timestamptz not null,
    created_by text not null,
    released_at timestamptz,
    released_by text,
    check (time_from <= time_to)
  )`,
  'create index event_hold_tenant on event_hold (tenant_id) where released_at is null',
];
