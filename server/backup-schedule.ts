import { Worker } from 'node:worker_threads';
import { validate } from 'node-cron';
import type { Logger } from 'pino';
import type { BackupResult } from './backup/make-backup.js';
import { type BackupOrder, orderOf } from './backup-run.js';
import { byGermanClock } from './by-german-clock.js';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { programFile } from './contract/program-file.js';

export interface BackupSchedule {
  /**
   * Makes a backup now; one at a time.
   * @throws GrundwachtError CONFIG_INVALID without a target, CONFLICT while one is made; Error when it fails
   */
  make(): Promise<BackupResult>;
  /** When the next one is due, milliseconds since the epoch; null: never. */
  readonly next: number | null;
  /** Gives a backup under way up. */
  close(): Promise<void>;
}

export interface BackupScheduleOptions {
  config: Config;
  configFile: string | undefined;
  databaseUrl: string;
  logger: Logger;
}

/**
 * Makes backups by the schedule of the configuration, in a thread.
 * @throws GrundwachtError CONFIG_INVALID for a schedule that is none
 */
export function startBackupSchedule({
  config,
  configFile,
  databaseUrl,
  logger,
}: BackupScheduleOptions): BackupSchedule {
  const { target, schedule: when } = config.backup;
  if (!validate(when))
    throw new GrundwachtError(
      'CONFIG_INVALID',
      `"backup.schedule" is "${when}", which is no cron expression`,
    );
  let running: Worker | undefined;
  const make = async (): Promise<BackupResult> => {
    if (target === '')
      throw new GrundwachtError('CONFIG_INVALID', 'set backup.target to a folder of backups');
    if (running !== undefined) throw new GrundwachtError('CONFLICT', 'a backup is being made');
    const order = orderOf(config, configFile, databaseUrl);
    running = new Worker(programFile('server/backup-worker.js'), {
      workerData: order satisfies BackupOrder,
    });
    try {
      return await resultOf(running);
    } finally {
      running = undefined;
    }
  };
  const scheduled = async (): Promise<void> => {
    try {
      const { name, newBytes, faults } = await make();
      logger.info({ name, newBytes, faults }, 'backup_made');
    } catch (err) {
      logger.error({ err }, 'backup_failed');
    }
  };
  const task = target === '' ? undefined : byGermanClock(when, scheduled, { name: 'backup', logger });
  return {
    make,
    get next() {
      return task?.getNextRun()?.getTime() ?? null;
    },
    async close() {
      await task?.destroy();
      await running?.terminate();
    },
  };
}

function resultOf(worker: Worker): Promise<BackupResult> {
  return new Promise((done, fail) => {
    worker.once('message', ({ result, error }: { result?: BackupResult; error?: string }) =>
      result === undefined ? fail(new Error(error)) : done(result),
    );
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`the thread of the backup ended with ${code}`)));
  });
}
