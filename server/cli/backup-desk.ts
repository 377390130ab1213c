import type { Command } from 'commander';
import { readSecrets } from '../backup/encryption.js';
import type { BackupResult } from '../backup/make-backup.js';
import { Repository } from '../backup/repository.js';
import { orderOf, runBackup } from '../backup-run.js';
import type { Config } from '../config/config.js';
import { GrundwachtError } from '../contract/errors.js';
import { pendingMigrations } from '../store/migrations/index.js';
import { atDatabaseUrl, withDatabase } from './at-database.js';
import type { KeyOptions } from './backup.js';
import { configFileOf, configOf } from './config.js';
import { Progress } from './progress.js';
import { systemUser } from './record-command.js';
import { jsonText, writeOut } from './write.js';

interface Options extends KeyOptions {
  withKeys?: boolean;
  keep?: string;
  json?: boolean;
}

/** @returns exit code: 1 when something was found damaged */
export async function backUp(folder: string | undefined, _: Options, command: Command): Promise<number> {
  const options = command.opts<Options>();
  const config = configOf(command);
  const progress = new Progress();
  const result = await atDatabaseUrl(config, async (databaseUrl) => {
    const order = orderOf(config, configFileOf(command), databaseUrl);
    const keys = keyFiles(config, folder, options);
    // A database that the program has not brought up to date yet has no place for the note.
    const noted = await withDatabase(databaseUrl, async (db) => (await pendingMigrations(db))?.length === 0);
    return runBackup(
      {
        ...order,
        ...keys,
        target: targetOf(config, folder),
        by: systemUser(),
        withKeys: options.withKeys ?? order.withKeys,
        keep:
          options.keep === undefined
            ? folder === undefined
              ? order.keep
              : undefined
            : countOf(options.keep),
      },
      { onProgress: (done, of) => progress.show('backup', done, of) },
      noted,
    );
  }).finally(() => progress.end());
  writeOut(options.json ? jsonText(result, 2) : format(result));
  return result.faults.length > 0 ? 1 : 0;
}

/** Lists what a folder holds. */
export async function listFolder(folder: string | undefined, _: KeyOptions, command: Command): Promise<void> {
  const config = configOf(command);
  const options = command.optsWithGlobals<KeyOptions>();
  const target = targetOf(config, folder);
  const repository = await Repository.open(target, readSecrets(keyFiles(config, folder, options)));
  for (const name of await repository.list()) {
    const manifest = await repository.manifest(name).catch((error: Error) => error);
    writeOut(
      manifest instanceof Error
        ? `${name}  ${manifest.message}\n`
        : `${name}  version ${manifest.version}, ${counted(manifest.events.rows)} events, ${manifest.keys ? 'with' : 'without'} keys\n`,
    );
  }
}

function targetOf({ backup }: Config, folder: string | undefined): string {
  if (folder !== undefined) return folder;
  if (backup.target !== '') return backup.target;
  throw new GrundwachtError('CONFIG_INVALID', 'name a folder of backups, or set backup.target');
}

/** Those of the configuration hold for its own target; the command line's go before. */
export function keyFiles(
  { backup }: Config,
  folder: string | undefined,
  { passphraseFile, recipientKey }: KeyOptions,
): { passphraseFile: string | undefined; recipientFile: string | undefined } {
  if (passphraseFile !== undefined || recipientKey !== undefined)
    return { passphraseFile, recipientFile: recipientKey };
  if (folder !== undefined && folder !== backup.target)
    return { passphraseFile: undefined, recipientFile: undefined };
  return {
    passphraseFile: backup.passphrase_file || undefined,
    recipientFile: backup.recipient_file || undefined,
  };
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new GrundwachtError('VALIDATION', `--keep ${text}: a whole number of 1 or more`);
}

const counted = (count: number): string => count.toLocaleString('en');
const megabytes = (bytes: number): string => `${counted(Math.ceil(bytes / 2 ** 20))} MiB`;

function format(result: BackupResult): string {
  const { name, madeAt, files, bytes, newBytes, events, keys, faults, removed } = result;
  const lines = [
    `backup ${name} of ${madeAt}`,
    `  ${counted(files)} contents, ${megabytes(bytes)}; ${megabytes(newBytes)} were new; ${counted(events)} sealed events`,
    keys
      ? '  with the keys'
      : '  WITHOUT keys: it is not encrypted. Keep copies of them apart, or use --passphrase-file, --recipient-key or --with-keys',
  ];
  if (removed.length > 0) lines.push(`  removed: ${removed.join(', ')}`);
  for (const fault of faults) lines.push(`  DAMAGED: ${fault}`);
  return `${lines.join('\n')}\n`;
}
