import type { Command } from 'commander';
import { type Config, loadConfig } from '../config/config.js';

/**
 * The configuration of a command: file, environment and the global option `--config`.
 * @throws GrundwachtError CONFIG_INVALID
 */
export function configOf(command: Command): Config {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return loadConfig({ file: config, env: process.env, cwd: process.cwd() });
}
