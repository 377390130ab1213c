import type { Kysely, Selectable } from 'kysely';
import type { BackupRunTable } from './operations-tables.js';
import type { Database } from './tables.js';

/** A backup that was made, or failed. */
export interface BackupRun {
  /** Folder of backups. */
  target: string;
  /** Name in it; null: it failed. */
  name: string | null;
  /** ISO. */
  started_at: string;
  finished_at: string;
  /** Of all contents, and of those that were not there before. */
  bytes: number;
  new_bytes: number;
  events: number;
  encrypted: boolean;
  keys: boolean;
  /** What was found damaged while it was made. */
  faults: string[];
  error: string | null;
}

export async function noteBackup(db: Kysely<Database>, run: BackupRun): Promise<void> {
  await db
    .insertInto('backup_run')
    .values({
      ...run,
      started_at: new Date(run.started_at),
      finished_at: new Date(run.finished_at),
      faults: JSON.stringify(run.faults),
    })
    .execute();
}

/** @returns the newest first */
export async function listBackups(db: Kysely<Database>, limit: number): Promise<BackupRun[]> {
  const rows = await db.selectFrom('backup_run').selectAll().orderBy('id', 'desc').limit(limit).execute();
  return rows.map(toRun);
}

/** @returns the newest one that did not fail */
export async function lastGoodBackup(db: Kysely<Database>): Promise<BackupRun | undefined> {
  const row = await db
    .selectFrom('backup_run')
    .selectAll()
    .where('name', 'is not', null)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && toRun(row);
}

function toRun({ id: _, started_at, finished_at, ...row }: Selectable<BackupRunTable>): BackupRun {
  return { ...row, started_at: started_at.toISOString(), finished_at: finished_at.toISOString() };
}
