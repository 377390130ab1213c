import type { Envelope } from '../../contract/envelope.js';
import { attacks } from './attacks/index.js';
import { createRandom, type Random } from './random.js';
import { backfillTraffic, merged, ordinaryTraffic, type RunningAttack, takeDue } from './traffic.js';

const backfillBatch = 2000;
const tickMs = 500;
const firstAttackAfterMs = 10_000;
const attackEveryMs = 90_000;

export interface DemoOptions {
  /** Resolves to the number of acknowledged records. */
  send(records: Envelope[]): Promise<number>;
  /** Live happenings a second, on average. */
  rate: number;
  /** Milliseconds of live traffic; undefined: until the signal. */
  duration: number | undefined;
  /** Hours that are filled in before. */
  backfillHours: number;
  /** Records of ordinary traffic in these hours, about. */
  backfillRecords: number;
  seed: number;
  /** Ends the live traffic. */
  signal: AbortSignal;
  /** Clock, milliseconds since the epoch. */
  now(): number;
  /** Returns early when the signal comes. */
  sleep(milliseconds: number): Promise<void>;
  onProgress?(progress: DemoProgress): void;
  /** Is waited for before the live traffic; given the acknowledged records of the hours before. */
  onBackfilled?(sent: number): Promise<void>;
}

export interface DemoProgress {
  phase: 'backfill' | 'live';
  sent: number;
  /** Records of the back-fill; undefined while live. */
  total: number | undefined;
  /** Attack that just began. */
  attack: string | undefined;
}

export interface DemoSummary {
  backfilled: number;
  live: number;
  /** Ids of the attacks that were begun, in order. */
  attacks: string[];
}

/**
 * Sends the city's last hours at once and then its traffic as it happens, with an attack now and then.
 * @returns what was acknowledged
 * @throws whatever `send` throws
 */
export async function runDemo(options: DemoOptions): Promise<DemoSummary> {
  const random = createRandom(options.seed);
  const summary: DemoSummary = { backfilled: 0, live: 0, attacks: attacks.map(({ id }) => id) };
  const past = backfillTraffic(options.now(), options.backfillHours, options.backfillRecords, random);
  for (let at = 0; at < past.length && !options.signal.aborted; at += backfillBatch) {
    const batch = past.slice(at, at + backfillBatch);
    summary.backfilled += await options.send(batch);
    report(options, 'backfill', summary.backfilled, past.length);
  }
  if (!options.signal.aborted) await options.onBackfilled?.(summary.backfilled);
  await live(options, random, summary);
  return summary;
}

async function live(options: DemoOptions, random: Random, summary: DemoSummary): Promise<void> {
  const running: RunningAttack[] = [];
  let last = options.now();
  const end = last + (options.duration ?? Number.POSITIVE_INFINITY);
  let nextAttack = last + firstAttackAfterMs;
  let turn = 0;
  while (!options.signal.aborted && last < end) {
    await options.sleep(tickMs);
    const now = Math.min(options.now(), end);
    if (now >= nextAttack) {
      const attack = attacks[turn % attacks.length]!;
      turn += 1;
      nextAttack = now + attackEveryMs;
      running.push({ id: attack.id, records: attack.records(now, random) });
      summary.attacks.push(attack.id);
      report(options, 'live', summary.live, undefined, attack.id);
    }
    const due = running.flatMap((attack) => takeDue(attack, now));
    const ordinary = ordinaryTraffic(last, now, (options.rate * (now - last)) / 1000, random);
    const records = merged(ordinary, due);
    summary.live += await options.send(records);
    last = now;
    report(options, 'live', summary.live, undefined);
  }
}

function report(
  options: DemoOptions,
  phase: DemoProgress['phase'],
  sent: number,
  total: number | undefined,
  attack?: string,
): void {
  options.onProgress?.({ phase, sent, total, attack });
}
