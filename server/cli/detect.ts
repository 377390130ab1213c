import type { Command } from 'commander';
import { splitPaths } from './detect-arguments.js';
import { addFlags, type DetectFlags } from './detect-flags.js';

/** `grundwacht detect`: rules over recordings, without a server. */
export function register(program: Command): void {
  const command = program
    .command('detect')
    .description('evaluate Sigma rules over recordings: Windows event logs, JSON, Event-XML, text logs');
  addFlags(command).action(async (paths: string[], flags: DetectFlags) => {
    const { rules, recordings } = splitPaths(flags.rules ?? [], paths);
    if (recordings.length === 0) command.error('error: missing the recordings to examine', { exitCode: 2 });
    const { detect } = await import('./detect-recordings.js');
    process.exitCode = await detect(rules, recordings, flags);
  });
}
