import { join } from 'node:path';
import type { Command } from 'commander';
import type { Verification } from '../store/events/verify-store.js';
import { parseTime } from './detect-options.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant?: string;
  since?: number;
  json?: boolean;
}

/** `grundwacht events verify`: compares every sealed segment with the manifest. */
export function registerVerify(events: Command): void {
  events
    .command('verify')
    .description('read all sealed segments and compare them with the manifest')
    .option('--tenant <name>', 'only of this tenant')
    .option('--since <time>', 'only segments with events of this time or later', parseTime)
    .option('--json', 'print JSON')
    .action(async (options: Options, command: Command) => {
      const [{ atDatabase }, { configOf }, { verifyStore }] = await Promise.all([
        import('./at-database.js'),
        import('./config.js'),
        import('../store/events/verify-store.js'),
      ]);
      const config = configOf(command);
      const { tenant, since, json } = options;
      const shown = !json && process.stderr.isTTY;
      const found = await atDatabase(config, (db) =>
        verifyStore(
          db,
          {
            dir: join(config.data, 'events'),
            tenant,
            since,
            onProgress: (done, of) => shown && process.stderr.write(`\r${done} of ${of}`),
          },
          Date.now(),
        ),
      );
      if (shown) process.stderr.write('\r\x1b[K');
      writeOut(json ? jsonText(found, 2) : formatVerification(found));
      process.exitCode = found.faults.length > 0 ? 1 : 0;
    });
}

function formatVerification({ segments, rows, bytes, faults, unknown }: Verification): string {
  const counted = (count: number): string => count.toLocaleString('en');
  return [
    ...faults.map(({ path, fault, detail }) => `${fault.padEnd(10)} ${path}: ${detail}\n`),
    ...unknown.map((path) => `unknown    ${path}: not in the manifest; the next start removes it\n`),
    `${counted(segments)} segments, ${counted(rows)} events, ${counted(bytes)} bytes: `,
    faults.length === 0 ? 'all as recorded\n' : `${faults.length} faults\n`,
  ].join('');
}
