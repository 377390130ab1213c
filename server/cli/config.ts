import type { Command } from 'commander';
import { type Config, configFile, loadConfig } from '../config/config.js';

/**
 * The configuration of a command: file, environment and the global option `--config`.
 * @throws GrundwachtError CONFIG_INVALID
 */
export function configOf(command: Command): Config {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return loadConfig({ file: config, env: process.env, cwd: process.cwd() });
}

/** @returns path of the configuration file of a command, whether or not it exists */
export function configFileOf(command: Command): string {
  const { config } = command.optsWithGlobals<{ config?: string }>();
  return configFile({ file: config, env: process.env, cwd: process.cwd() }).file;
}
