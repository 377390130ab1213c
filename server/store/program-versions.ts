import type { Kysely } from 'kysely';
import type { Database } from './tables.js';

/** A version of the program that has used this database. */
export interface ProgramVersion {
  version: string;
  /** ISO. */
  first_started_at: string;
  /** Changes of the tables that its first start made. */
  migrations: string[];
  /** Name of the backup that was made before. */
  backup: string | null;
}

/** Notes a start, when it is the first one of a version or has changed the tables. */
export async function noteVersion(
  db: Kysely<Database>,
  { version, migrations, backup }: Omit<ProgramVersion, 'first_started_at'>,
  now: number,
): Promise<void> {
  const [last] = await listVersions(db, 1);
  if (last?.version === version && migrations.length === 0) return;
  await db
    .insertInto('program_version')
    .values({ version, first_started_at: new Date(now), migrations: JSON.stringify(migrations), backup })
    .execute();
}

/** @returns the newest first */
export async function listVersions(db: Kysely<Database>, limit: number): Promise<ProgramVersion[]> {
  const rows = await db
    .selectFrom('program_version')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(({ id: _, first_started_at, ...row }) => ({
    ...row,
    first_started_at: first_started_at.toISOString(),
  }));
}
