import { type Kysely, sql } from 'kysely';

/** What a collector is to collect, and what it told about itself last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

// json, not jsonb: a path or a message may hold U+0000, which jsonb refuses.
const statements = [
  `alter table collector
    add column inputs json,
    add column inputs_version integer not null default 0,
    add column inputs_by text,
    add column inputs_at timestamptz,
    add column health json,
    add column health_at timestamptz`,
];
