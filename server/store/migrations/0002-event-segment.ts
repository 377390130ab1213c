import { type Kysely, sql } from 'kysely';

/**
 * The manifest of the event store: a Parquet file counts only with its row here. No foreign key to the
 * tenant: events that are already in the journal must be storable, whatever happened to their tenant.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table event_segment (
    id uuid primary key,
    tenant_id text not null,
    path text not null unique,
    time_from timestamptz(3) not null,
    time_to timestamptz(3) not null,
    id_from text not null,
    id_to text not null,
    position_from bigint not null,
    position_to bigint not null,
    rows bigint not null check (rows > 0),
    bytes bigint not null check (bytes > 0),
    sha256 bytea not null,
    created_at timestamptz not null,
    check (time_from <= time_to),
    check (position_from <= position_to)
  )`,
  'create index event_segment_tenant on event_segment (tenant_id, time_to)',
];
