import type { Command } from 'commander';

export interface KeyOptions {
  passphraseFile?: string;
  recipientKey?: string;
}

/** Options by which a folder of backups is encrypted and read. */
export function withKeyOptions(command: Command): Command {
  return command
    .option('--passphrase-file <file>', 'file with the passphrase that encrypts the backups')
    .option(
      '--recipient-key <file>',
      'PEM: X25519 key that the backups are encrypted for; the private one to read them',
    );
}

/** `grundwacht backup`: saves everything into a folder of backups, while the server runs or without it. */
export function register(program: Command): void {
  const backup = withKeyOptions(
    program
      .command('backup')
      .description(
        'save database, events, journal, evidence, rules, keys and configuration, also of a running server',
      )
      .argument('[folder]', 'folder of backups, an empty or absent one at first (default: backup.target)'),
  )
    .option('--with-keys', 'take the keys along although the backup is not encrypted')
    .option('--keep <count>', 'remove older backups until so many are left')
    .option('--json', 'print JSON')
    .action(async (folder: string | undefined, options: KeyOptions, command: Command) => {
      const { backUp } = await import('./backup-desk.js');
      process.exitCode = await backUp(folder, options, command);
    });
  withKeyOptions(
    backup
      .command('check <from>')
      .description('restore a backup into a temporary folder and verify it by the signed log'),
  )
    .option('--fingerprint <hex>', 'of the key that must have signed the backup')
    .action(async (from: string, options: KeyOptions, command: Command) => {
      const { checkBackup } = await import('./restore-desk.js');
      process.exitCode = await checkBackup(from, options, command);
    });
  withKeyOptions(backup.command('list [folder]').description('list the backups of a folder')).action(
    async (folder: string | undefined, options: KeyOptions, command: Command) => {
      const { listFolder } = await import('./backup-desk.js');
      await listFolder(folder, options, command);
    },
  );
}
