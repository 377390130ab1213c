import type { Command } from 'commander';
import { jsonText, writeOut } from './write.js';

/** `grundwacht config`: shows the effective configuration without secrets. */
export function register(program: Command): void {
  program
    .command('config')
    .description('print the effective configuration (file, environment, defaults) without secrets')
    .option('--json', 'print JSON instead of YAML')
    .action(async (options: { json?: boolean }, command: Command) => {
      const [{ configOf }, { withoutSecrets }, { stringify }] = await Promise.all([
        import('./config.js'),
        import('../config/config.js'),
        import('yaml'),
      ]);
      const shown = withoutSecrets(configOf(command));
      writeOut(options.json ? jsonText(shown, 2) : stringify(shown));
    });
}
