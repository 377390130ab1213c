#!/usr/bin/env -S UV_THREADPOOL_SIZE=8 node --max-semi-space-size=4
import { Command, CommanderError } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import { version } from '../contract/version.js';
import { writeError } from './write.js';

type Register = (program: Command) => void;

/** In the order of the help. Each loads what it only says first, and what it does when it is called. */
const commands: Record<string, () => Promise<Register>> = {
  serve: async () => (await import('./serve.js')).register,
  collect: async () => (await import('./collect.js')).register,
  detect: async () => (await import('./detect.js')).register,
  rules: async () => (await import('./rules.js')).register,
  catalog: async () => (await import('./catalog.js')).register,
  demo: async () => {
    const { register } = await import('./demo.js');
    return (program) =>
      register(program, { connect: async (command) => (await import('./boot.js')).connect(command) });
  },
  token: async () => (await import('./token.js')).register,
  events: async () => (await import('./events.js')).register,
  config: async () => (await import('./show-config.js')).register,
  indicators: async () => (await import('./indicators.js')).register,
  evidence: async () => (await import('./evidence.js')).register,
  scan: async () => (await import('./scan.js')).register,
  oscal: async () => (await import('./oscal.js')).register,
  signals: async () => (await import('./signals.js')).register,
  verify: async () => (await import('./verify.js')).register,
  report: async () => (await import('./report.js')).register,
  user: async () => (await import('./user.js')).register,
  backup: async () => (await import('./backup.js')).register,
  restore: async () => (await import('./restore.js')).register,
  keys: async () => (await import('./keys.js')).register,
  doctor: async () => (await import('./doctor.js')).register,
};

/** @returns those that the arguments may mean; all, for the help, when they name none */
function wanted(args: readonly string[]): string[] {
  const all = Object.keys(commands);
  if (args.includes('--version') || args.includes('-V')) return [];
  const named = all.filter((name) => args.includes(name));
  return named.length > 0 ? named : all;
}

/** Exit codes: 0 done, 1 something failed or was found, 2 the call itself is wrong. */
async function main(): Promise<number> {
  const program = new Command('grundwacht')
    .description('Security watch and IT-Grundschutz management of a city in one program.')
    .version(version)
    .option('-c, --config <file>', 'configuration file (default: ./grundwacht.yaml where it exists)')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(--help shows what is possible)')
    .exitOverride();
  for (const name of wanted(process.argv.slice(2))) (await commands[name]!())(program);
  for (const command of program.commands) inheritExit(command);
  try {
    await program.parseAsync();
    return process.exitCode === undefined ? 0 : Number(process.exitCode);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (!(error instanceof GrundwachtError)) throw error;
    writeError(`${error.code}: ${error.message}\n`);
    return 1;
  }
}

function inheritExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inheritExit(child);
}

process.exitCode = await main();
