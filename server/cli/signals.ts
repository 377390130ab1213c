import type { Command } from 'commander';
import { GrundwachtError } from '../contract/errors.js';
import type { FireDrill, Signal } from '../contract/signal.js';
import type { Permission } from '../identity/roles.js';
import { readSignals, signalsFolder } from '../signal/definitions.js';
import { atDatabase } from './at-database.js';
import { configOf } from './config.js';
import { accountThatMay, type Call, inNameOf } from './server-session.js';
import { jsonText, writeOut } from './write.js';

interface Options {
  tenant: string;
  user?: string;
  json?: boolean;
}

/** `grundwacht signals`: what the watch sees of requirements. */
export function register(program: Command): void {
  const signals = program
    .command('signals')
    .description('what the watch sees of requirements: list, run, drill, check the definitions');
  const command = (name: string, description: string): Command =>
    signals
      .command(name)
      .description(description)
      .option('--tenant <name>', 'tenant', 'default')
      .option('--user <name>', 'in whose name (default: the only account that may)')
      .option('--json', 'print JSON');

  command('list', 'all signals with what they say').action((options: Options, command: Command) =>
    atServer(command, options, 'signals.read', async (call) => {
      const { items } = await call<{ items: Signal[] }>('GET', path('/signals', options));
      print(options, items, items.map(line).join(''));
    }),
  );
  command('run', 'measure a signal now; exit code 1 when that fails')
    .argument('<id>')
    .action((id: string, options: Options, command: Command) =>
      atServer(command, options, 'signals.change', async (call) => {
        const signal = await call<Signal>(
          'POST',
          path(`/signals/${encodeURIComponent(id)}/runs`, options),
          {},
        );
        if (signal.run?.state === 'failed') process.exitCode = 1;
        print(options, signal, `${line(signal)}${signal.run?.error ? `${signal.run.error}\n` : ''}`);
      }),
    );
  command('drill', 'begin a fire drill of the detection rules; the page "Signals" shows how it goes').action(
    (options: Options, command: Command) =>
      atServer(command, options, 'signals.drill', async (call) => {
        const drill = await call<FireDrill>('POST', path('/fire-drills', options), {});
        print(options, drill, `${drill.waiting} rules are drilled, ${drill.not_drilled} have no sample\n`);
      }),
  );
  signals
    .command('check')
    .description('check definitions; exit code 1 when one is wrong')
    .argument('[folder]', 'default: the shipped ones')
    .action((folder: string | undefined) => {
      const count = readSignals(folder ?? signalsFolder()).length;
      writeOut(`${count} signals, no fault\n`);
    });
}

const path = (name: string, { tenant }: Options): string => `${name}?${new URLSearchParams({ tenant })}`;

/** @throws GrundwachtError NOT_READY when no server runs: it is the server that measures */
function atServer(
  command: Command,
  { user }: Options,
  permission: Permission,
  work: (call: Call) => Promise<void>,
): Promise<void> {
  return atDatabase(configOf(command), async (db, url) => {
    if (url === undefined)
      throw new GrundwachtError('NOT_READY', 'start the server first: it is what measures');
    const account = await accountThatMay(db, permission, user);
    await inNameOf({ db, url }, account, work);
  });
}

function line({ id, tally, findings, run, enabled }: Signal): string {
  const { supports, contradicts, unknown, stale } = tally;
  const said = `${contradicts} contradict, ${supports} support, ${unknown} unclear, ${stale} stale`;
  const last = run === null ? 'never measured' : `${run.state} ${run.started_at}`;
  return `${id.padEnd(28)} ${said}; ${findings} findings; ${enabled ? last : 'switched off'}\n`;
}

function print({ json }: Options, value: unknown, text: string): void {
  writeOut(json ? jsonText(value, 2) : text);
}
