import { type Command, InvalidArgumentError } from 'commander';
import { writeOut } from './write.js';

/** `grundwacht user`: help for accounts from the server's machine, where whoever has the database is in charge. */
export function register(program: Command): void {
  const user = program
    .command('user')
    .description('accounts: list them, let somebody in again who lost everything');

  user
    .command('list')
    .description('all accounts with their roles and factors')
    .action(async (_options: unknown, command: Command) => {
      const [{ listAccounts }, { configOf }] = await Promise.all([
        import('./user-desk.js'),
        import('./config.js'),
      ]);
      writeOut(await listAccounts(configOf(command)));
    });

  user
    .command('reset')
    .argument('<name>', 'user name', named)
    .description('replace a lost password by a one-time password and end all sessions of the account')
    .option('--factors', 'take every second factor away, too: passkeys, codes, recovery codes')
    .option('--factors-only', 'take the second factors away, and leave the password')
    .option('--enable', 'let a disabled account in again')
    .addHelpText('after', '\nThe one-time password is printed once, and changed at the next login.')
    .action(async (name: string, options: ResetOptions, command: Command) => {
      const [{ resetAccount }, { configOf }] = await Promise.all([
        import('./user-desk.js'),
        import('./config.js'),
      ]);
      const done = await resetAccount(configOf(command), name, {
        password: options.factorsOnly !== true,
        factors: options.factors === true || options.factorsOnly === true,
        enable: options.enable === true,
      });
      writeOut(done);
    });
}

interface ResetOptions {
  factors?: true;
  factorsOnly?: true;
  enable?: true;
}

function named(name: string): string {
  if (name.trim() === '') throw new InvalidArgumentError('name an account');
  return name;
}
