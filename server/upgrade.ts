import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import { orderOf, runBackup } from './backup-run.js';
import type { Config } from './config/config.js';
import { GrundwachtError } from './contract/errors.js';
import { version } from './contract/version.js';
import { migrate, pendingMigrations } from './store/migrations/index.js';
import { noteVersion } from './store/program-versions.js';
import type { Database } from './store/tables.js';

export interface UpgradeOptions {
  config: Config;
  configFile: string | undefined;
  databaseUrl: string;
  logger: Logger;
}

/**
 * Brings the tables up to date. There is no way back but a backup: where a target of backups is configured, one is made
 * before anything is changed.
 * @throws GrundwachtError DATABASE_TOO_NEW; STORAGE_STALLED when that backup cannot be made, and nothing is changed
 */
export async function upgrade(db: Kysely<Database>, options: UpgradeOptions): Promise<void> {
  const { config, configFile, databaseUrl, logger } = options;
  const pending = await pendingMigrations(db);
  let backup: string | null = null;
  if (pending !== undefined && pending.length > 0) {
    if (config.backup.target !== '' && config.backup.before_upgrade) {
      backup = await beforeUpgrade(orderOf(config, configFile, databaseUrl));
      logger.info({ backup, migrations: pending }, 'backup_before_upgrade');
    } else logger.warn({ migrations: pending }, 'upgraded_without_backup');
  }
  const migrations = await migrate(db);
  await noteVersion(db, { version, migrations, backup }, Date.now());
}

async function beforeUpgrade(order: Parameters<typeof runBackup>[0]): Promise<string> {
  try {
    // Nothing is removed for it, and the tables that would note it may not be there yet.
    const { name } = await runBackup({ ...order, keep: undefined }, {}, false);
    return name;
  } catch (cause) {
    throw new GrundwachtError(
      'STORAGE_STALLED',
      `the backup before the upgrade failed: ${(cause as Error).message}. Nothing was changed. ` +
        'Mend it, or set backup.before_upgrade to false after making a backup yourself.',
      { cause },
    );
  }
}
