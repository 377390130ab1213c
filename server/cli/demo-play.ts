import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import cliProgress from 'cli-progress';
import { renewCollector } from '../store/collectors.js';
import { copyMemberships, ensureTenant } from '../store/tenants.js';
import { city } from './demo/city.js';
import { fillSecurityProcess, type SecurityProcess } from './demo/fill-security-process.js';
import { fillStructure } from './demo/fill-structure.js';
import { type Measurement, measureSignals, receivedOf } from './demo/measure-signals.js';
import { type DemoProgress, type DemoSummary, runDemo } from './demo/run.js';
import { createSender } from './demo/send.js';
import type { DemoConnection, DemoOptions } from './demo.js';
import { trustOf } from './local-call.js';
import { writeOut } from './write.js';

const collectorId = 'demo';
const backfillHours = 24;
const backfillRecords = 15_000;
const minuteMs = 60_000;

/** What of the sample city is in the database before its traffic begins. */
interface FilledCity extends SecurityProcess {
  tenant: string;
  target_objects: number;
}

interface ProgressView {
  filled(city: FilledCity): void;
  measured(measurement: Measurement): void;
  update(progress: DemoProgress): void;
  stop(): void;
}

/** Removes the sample city and says whether there was one. */
export async function remove(connection: DemoConnection, options: DemoOptions): Promise<void> {
  const removed = await connection.removeDemo();
  if (options.json === true) print(JSON.stringify({ removed }));
  else print(removed ? 'The sample city is removed.' : 'There was no sample city.');
}

/** Fills the sample city and replays its traffic, until Ctrl-C or the duration's end. */
export async function play(connection: DemoConnection, options: DemoOptions): Promise<void> {
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const progress = options.json === true ? undefined : progressView(connection.url);
  try {
    const summary = await fillAndReplay(connection, options, stop.signal, progress);
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
async function fillAndReplay(
  { db, url }: Pick<DemoConnection, 'db' | 'url'>,
  { duration, rate }: Pick<DemoOptions, 'duration' | 'rate'>,
  signal: AbortSignal,
  view?: ProgressView,
): Promise<DemoSummary & FilledCity> {
  const now = Date.now();
  await ensureTenant(db, city.tenant, city.title, now);
  // What it shows is made up: nobody needs to be let in.
  await copyMemberships(db, 'default', city.tenant);
  const targetObjects = await fillStructure(db, city.tenant, now);
  const state = await fillSecurityProcess(db, city.tenant, now);
  const filled = { tenant: city.tenant, target_objects: targetObjects, ...state };
  view?.filled(filled);
  const { token } = await renewCollector(db, { id: collectorId, tenant: city.tenant }, now);
  const before = await receivedOf(db, city.tenant);
  const sleep = (ms: number): Promise<void> => delay(ms, undefined, { signal }).catch(() => {});
  const summary = await runDemo({
    send: createSender({
      url,
      collector: collectorId,
      token,
      trust: trustOf(url),
      epoch: randomUUID(),
      signal,
      sleep,
    }),
    rate,
    duration: duration === undefined ? undefined : duration * minuteMs,
    backfillHours,
    backfillRecords,
    seed: now,
    signal,
    now: Date.now,
    sleep,
    onBackfilled: async (sent) => {
      const expected = before + sent;
      const measurement = await measureSignals(db, { url, tenant: city.tenant, expected, signal, sleep });
      view?.measured(measurement);
    },
    ...(view && { onProgress: view.update }),
  });
  return { ...filled, ...summary };
}

function progressView(url: string): ProgressView {
  const filled = (city: FilledCity): void => print(describeCity(city));
  const measured = (measurement: Measurement): void => print(describeMeasurement(measurement));
  if (!process.stdout.isTTY) return { filled, measured, update: plainProgress(url), stop: () => {} };
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
  return { filled, measured, update, stop: () => bar.stop() };
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

const describeCity = ({ target_objects, bausteine, answers, measures, risks }: FilledCity): string =>
  `${city.title}: ${target_objects} target objects with their protection needs, ${bausteine} Bausteine applied, ` +
  `${answers} answers in the check, ${risks} risks, ${measures} measures in the plan.`;

const describeMeasurement = ({ measured, reason }: Measurement): string =>
  reason === undefined
    ? `${measured} signals measured: the page "Overview" shows what contradicts the check.`
    : `Signals are measured by their schedules: ${reason}`;

function describe({ backfilled, live, attacks, target_objects }: DemoSummary & FilledCity): string {
  return `${target_objects} target objects, ${backfilled} events of the last day, ${live} live, attacks: ${attacks.join(', ')}`;
}

function print(line: string): void {
  writeOut(`${line}\n`);
}
