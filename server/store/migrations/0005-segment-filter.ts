import { type Kysely, sql } from 'kysely';

/** Segments have a filter beside them and say what datasets they hold. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `alter table event_segment
    add column filter_bytes bigint check (filter_bytes > 0),
    add column datasets jsonb not null default '{}'`,
];
