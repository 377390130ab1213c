#!/usr/bin/env -S UV_THREADPOOL_SIZE=8 node --max-semi-space-size=4
import { Command, CommanderError } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import { version } from '../version.js';
import { connect } from './boot.js';
import { register as catalog } from './catalog.js';
import { register as collect } from './collect.js';
import { register as config } from './config.js';
import { register as demo } from './demo.js';
import { register as detect } from './detect.js';
import { register as doctor } from './doctor.js';
import { register as rules } from './rules.js';
import { register as serve } from './serve.js';

/** Exit codes: 0 done, 1 something failed or was found, 2 the call itself is wrong. */
async function main(): Promise<number> {
  const program = new Command('grundwacht')
    .description('Security watch and IT-Grundschutz management of a city in one program.')
    .version(version)
    .option('-c, --config <file>', 'configuration file (default: ./grundwacht.yaml where it exists)')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows what is possible)')
    .exitOverride();
  for (const register of [serve, collect, detect, rules, catalog]) register(program);
  demo(program, { connect });
  for (const register of [config, doctor]) register(program);
  for (const command of program.commands) inheritExit(command);
  try {
    await program.parseAsync();
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof GrundwachtError)) throw error;
    process.stderr.write(`${error.code}: ${error.message}\n`);
    return 1;
  }
}

function inheritExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inheritExit(child);
}

process.exitCode = await main();
