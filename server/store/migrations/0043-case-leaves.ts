import { type Kysely, sql } from 'kysely';

/** What is decided, reported and written down of a case has leaves in the log. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db);
}

const statements = [
  'alter table merkle_leaf drop constraint merkle_leaf_kind_check',
  // Every row has one of the kinds before: a large log is not read for it.
  `alter table merkle_leaf add constraint merkle_leaf_kind_check check (kind in ('evidence', 'check-decision',
    'sign-off', 'event-segment', 'observation', 'export', 'sample', 'finding', 'access', 'removal', 'act', 'case'))
    not valid`,
];
