import type { Command } from 'commander';
import { jsonText, writeOut } from './write.js';

/** `grundwacht doctor`: checks what Grundwacht needs on this machine, before or while it runs. */
export function register(program: Command): void {
  program
    .command('doctor')
    .description('check ports, disk, database, clock and programs')
    .option('--json', 'print JSON')
    .action(async (options: { json?: boolean }, command: Command) => {
      const [{ configOf }, { examine }] = await Promise.all([import('./config.js'), import('./examine.js')]);
      const findings = await examine(configOf(command));
      writeOut(
        options.json
          ? jsonText({ findings }, 2)
          : `${findings.map((f) => `${f.state.padEnd(8)} ${f.check.padEnd(12)} ${f.detail}`).join('\n')}\n`,
      );
      process.exitCode = findings.some((f) => f.state === 'failed') ? 1 : 0;
    });
}
