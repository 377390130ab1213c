import type { Command } from 'commander';
import { stringify } from 'yaml';
import { type Config, loadConfig, withoutSecrets } from '../config/config.js';

/**
 * The configuration of a command: file, environment and the global option `--config`.
 * @throws GrundwachtError CONFIG_INVALID
 */
export function configOf(command: Command): Config {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return loadConfig({ file: config, env: process.env, cwd: process.cwd() });
}

/** `grundwacht config`: shows the effective configuration without secrets. */
export function register(program: Command): void {
  program
    .command('config')
    .description('print the effective configuration (file, environment, defaults) without secrets')
    .option('--json', 'print JSON instead of YAML')
    .action((options: { json?: boolean }, command: Command) => {
      const shown = withoutSecrets(configOf(command));
      process.stdout.write(options.json ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown));
    });
}
