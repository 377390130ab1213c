import { type Kysely, sql } from 'kysely';

/** Event searches that people keep for themselves or share. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  `create table saved_search (
    id uuid primary key default gen_random_uuid(),
    account_id uuid not null references account on delete cascade,
    name text not null check (length(name) between 1 and 120),
    shared boolean not null,
    search jsonb not null,
    updated_at timestamptz not null,
    unique (account_id, name)
  )`,
];
