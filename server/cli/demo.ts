import { type Command, InvalidArgumentError } from 'commander';
import type { Kysely } from 'kysely';
import type { Database } from '../store/tables.js';

/** A running server and its database, as the demo needs them. */
export interface DemoConnection {
  db: Kysely<Database>;
  /** Base URL of the server. */
  url: string;
  /** Removes the demo tenant with its events, alerts and target objects; false when there is none. */
  removeDemo(): Promise<boolean>;
  /** Closes the database; stops the server if it was started for the demo. */
  close(): Promise<void>;
}

/** How the command gets at a server: one that runs already, or one started in this process. */
export interface DemoBoot {
  connect(command: Command): Promise<DemoConnection>;
}

export interface DemoOptions {
  remove?: boolean;
  duration?: number;
  rate: number;
  json?: boolean;
}

/**
 * Adds `grundwacht demo`.
 * @param program the CLI's root command
 * @param boot gives access to a server
 */
export function register(program: Command, boot: DemoBoot): void {
  program
    .command('demo')
    .description('fill a sample city and replay traffic with attacks; marked as tenant "demo", removable')
    .option('--remove', 'remove the sample city with all its events and alerts')
    .option('--duration <minutes>', 'live traffic ends after that time (default: Ctrl-C)', positiveNumber)
    .option('--rate <n>', 'live events a second', positiveNumber, 20)
    .option('--json', 'print a summary as JSON at the end')
    .action(async (options: DemoOptions, command: Command) => {
      const connection = await boot.connect(command);
      try {
        const { play, remove } = await import('./demo-play.js');
        if (options.remove === true) await remove(connection, options);
        else await play(connection, options);
      } finally {
        await connection.close();
      }
    });
}

async function remove(connection: DemoConnection, options: Options): Promise<void> {
  const removed = await connection.removeDemo();
  if (options.json === true) print(JSON.stringify({ removed }));
  else print(removed ? 'The sample city is removed.' : 'There was no sample city.');
}

async function play(connection: DemoConnection, options: Options): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = options.json === true ? undefined : progressView(connection.url);
  try {
    const summary = await fillAndReplay(connection, options, stop.signal, progress?.update);
    progress?.stop();
    print(options.json === true ? JSON.stringify(summary) : describe(summary));
  } finally {
    progress?.stop();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/**
 * Makes the tenant, its target objects and its collector, then sends the city's traffic.
 * @param signal ends the live traffic
 * @returns what was stored and acknowledged
 */
export async function fillAndReplay(
  { db, url }: Pick<DemoConnection, 'db' | 'url'>,
  { duration, rate }: Pick<Options, 'duration' | 'rate'>,
  signal: AbortSignal,
  onProgress: (progress: DemoProgress) => void = () => {},
): Promise<DemoSummary & { tenant: string; target_objects: number }> {
  const now = Date.now();
  await ensureTenant(db, city.tenant, city.title, now);
  const targetObjects = await fillStructure(db, city.tenant, now);
  await fillPlan(db, city.tenant, now);
  const { token } = await renewCollector(db, { id: collectorId, tenant: city.tenant }, now);
  const sleep = (ms: number): Promise<void> => delay(ms, undefined, { signal }).catch(() => {});
  const summary = await runDemo({
    send: createSender({ url, collector: collectorId, token, epoch: randomUUID(), signal, sleep }),
    rate,
    duration: duration === undefined ? undefined : duration * minuteMs,
    backfillHours,
    backfillRecords,
    seed: now,
    signal,
    now: Date.now,
    sleep,
    onProgress,
  });
  return { tenant: city.tenant, target_objects: targetObjects, ...summary };
}

function progressView(url: string): { update(progress: DemoProgress): void; stop(): void } {
  if (!process.stdout.isTTY) return { update: plainProgress(url), stop: () => {} };
  const bar = new cliProgress.SingleBar({
    format: '{phase} {bar} {value} events  {note}',
    hideCursor: true,
    clearOnComplete: true,
  });
  let phase: DemoProgress['phase'] | undefined;
  const update = ({ phase: current, sent, total, attack }: DemoProgress): void => {
    if (current !== phase) {
      if (phase !== undefined) bar.stop();
      if (current === 'live')
        print(`Live: look at ${url} (Ctrl-C ends it; grundwacht demo --remove removes it all)`);
      phase = current;
      bar.start(total ?? 1, 0, { phase: current === 'backfill' ? 'last 24 hours' : 'live', note: '' });
    }
    if (total === undefined) bar.setTotal(Math.max(sent, 1));
    bar.update(sent, attack === undefined ? {} : { note: `attack: ${attack}` });
  };
  return { update, stop: () => bar.stop() };
}

/** Without a terminal: one line a phase and an attack. */
function plainProgress(url: string): (progress: DemoProgress) => void {
  let phase: DemoProgress['phase'] | undefined;
  return ({ phase: current, total, attack }) => {
    if (current !== phase)
      print(current === 'live' ? liveNote(url) : `Sending ${total} events of the last day.`);
    phase = current;
    if (attack !== undefined) print(`Attack begins: ${attack}`);
  };
}

const liveNote = (url: string): string =>
  `Live traffic runs: look at ${url} (Ctrl-C ends it; grundwacht demo --remove removes everything).`;

function describe(summary: DemoSummary & { target_objects: number }): string {
  const { backfilled, live, attacks, target_objects } = summary;
  return `${target_objects} target objects, ${backfilled} events of the last day, ${live} live, attacks: ${attacks.join(', ')}`;
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError('must be a number above 0');
  return value;
}
