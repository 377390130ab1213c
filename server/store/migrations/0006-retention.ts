import { type Kysely, sql } from 'kysely';

/** How long events stay, what keeps some longer, and what was deleted. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  // Receipt time of the oldest and the newest event, both inclusive: storage is limited from there on.
  `alter table event_segment
    add column received_from timestamptz(3),
    add column received_to timestamptz(3)`,
  // Of segments from before it is known roughly; what is deleted goes by the rows themselves.
  `update event_segment set received_from = created_at - interval '1 hour', received_to = created_at`,
  `alter table event_segment
    alter column received_from set not null,
    alter column received_to set not null,
    add check (received_from <= received_to)`,
  // Which events are referred to by alerts; ids are compared byte by byte, as the segments have them.
  'create index alert_event_id on alert_event (tenant_id, event_id collate "C")',

  // json, not jsonb: what was written is kept as it was written.
  `create table retention_policy (
    tenant_id text primary key references tenant on delete cascade,
    policy json not null,
    version integer not null check (version > 0),
    updated_at timestamptz not null,
    updated_by text not null
  )`,
  `create table retention_policy_history (
    id bigint generated always as identity primary key,
    tenant_id text not null references tenant on delete cascade,
    at timestamptz not null,
    by text not null,
    old json not null,
    new json not null,
    reason text not null check (reason <> '')
  )`,
  'create index retention_policy_history_tenant on retention_policy_history (tenant_id, id)',
  `create table legal_hold (
    id uuid primary key default gen_random_uuid(),
    tenant_id text not null references tenant on delete cascade,
    title text not null check (title <> ''),
    reason text not null check (reason <> ''),
    time_from timestamptz(3),
    time_to timestamptz(3),
    datasets text[] not null,
    hosts text[] not null,
    set_at timestamptz not null,
    set_by text not null,
    lifted_at timestamptz,
    lifted_by text,
    lift_reason text check (lift_reason <> ''),
    check ((lifted_at is null) = (lifted_by is null)),
    check ((lifted_at is null) = (lift_reason is null)),
    check (time_from < time_to)
  )`,
  'create index legal_hold_tenant on legal_hold (tenant_id, set_at)',

  // No reference to the tenant: the protocol outlives it. A row is written in the transaction that deletes.
  `create table event_deletion (
    id bigint generated always as identity primary key,
    tenant_id text not null,
    at timestamptz not null,
    cause text not null check (cause in ('retention', 'tenant_removed')),
    rule text not null,
    received_before timestamptz(3),
    segment_id uuid not null,
    sha256_before bytea not null,
    rows_before bigint not null check (rows_before > 0),
    bytes_before bigint not null,
    time_from timestamptz(3) not null,
    time_to timestamptz(3) not null,
    rows_deleted bigint not null check (rows_deleted > 0),
    datasets jsonb not null,
    kept_for_alerts bigint not null,
    kept_for_holds bigint not null,
    segment_after uuid,
    sha256_after bytea,
    rows_after bigint not null check (rows_after >= 0),
    check (rows_before = rows_deleted + rows_after),
    check ((segment_after is null) = (rows_after = 0)),
    check ((segment_after is null) = (sha256_after is null))
  )`,
  'create index event_deletion_tenant on event_deletion (tenant_id, id)',
  `create function event_deletion_is_final() returns trigger language plpgsql as $$
    begin
      raise exception 'the deletion protocol is not changed';
    end
  $$`,
  `create trigger event_deletion_is_final before update or delete or truncate on event_deletion
    for each statement execute function event_deletion_is_final()`,
];
