import type { Command } from 'commander';
import { type KeyOptions, withKeyOptions } from './backup.js';

/** `grundwacht restore FROM`: a backup into an empty data folder, verified before and after. */
export function register(program: Command): void {
  withKeyOptions(
    program
      .command('restore')
      .description('restore a backup into an empty data folder (and an empty database of your own)')
      .argument('<from>', 'folder of backups (the newest is taken), or one backup in it'),
  )
    .option('--data <folder>', 'data folder to restore into (default: that of the configuration)')
    .option('--fingerprint <hex>', 'of the key that must have signed the backup')
    .action(async (from: string, options: KeyOptions, command: Command) => {
      const { restore } = await import('./restore-desk.js');
      process.exitCode = await restore(from, options, command);
    });
}
