import type { Envelope } from '../../contract/envelope.js';
import { attacks } from './attacks/index.js';
import { linuxRecords } from './linux-traffic.js';
import type { Random } from './random.js';
import { citizenActivity, officeActivity } from './rhythm.js';
import { webRecords } from './web-traffic.js';
import { windowsRecords } from './windows-traffic.js';

const machines = 0.14; // cron, time and services never sleep
const minuteMs = 60_000;

/** An attack that was begun: what of it is still to come. */
export interface RunningAttack {
  id: string;
  records: Envelope[];
}

/**
 * The ordinary traffic of a short span of time (the mix of sources is that of its beginning).
 * @param from inclusive, milliseconds since the epoch
 * @param to exclusive
 * @param expected happenings, on average; some have several records
 * @returns records in the order of their times
 */
export function ordinaryTraffic(from: number, to: number, expected: number, random: Random): Envelope[] {
  const { windows, web, linux } = sourceWeights(from);
  const makers = [
    [windows, windowsRecords],
    [web, webRecords],
    [linux, linuxRecords],
  ] as const;
  const count = Math.floor(expected) + (random.chance(expected % 1) ? 1 : 0);
  const records: Envelope[] = [];
  for (let n = 0; n < count; n += 1) {
    const time = Math.floor(from + random.next() * (to - from));
    records.push(...random.weighted(makers)(time, random));
  }
  return records.sort(byTime);
}

/**
 * The last hours up to now, busier in office hours, with every attack once.
 * @param now milliseconds since the epoch
 * @param hours how far back
 * @param total happenings of ordinary traffic, about
 */
export function backfillTraffic(now: number, hours: number, total: number, random: Random): Envelope[] {
  const from = now - hours * 60 * minuteMs;
  const minutes = Array.from({ length: hours * 60 }, (_, at) => from + at * minuteMs);
  const busy = minutes.reduce((sum, minute) => sum + activity(minute), 0);
  const ordinary = minutes.flatMap((minute) =>
    ordinaryTraffic(minute, minute + minuteMs, (total * activity(minute)) / busy, random),
  );
  // The last one ends well before now, so that it is not taken for a live one.
  const gap = (now - from) / (attacks.length + 1);
  const stories = attacks.flatMap((attack, at) =>
    attack.records(Math.floor(from + (at + 0.5) * gap), random),
  );
  return merged(ordinary, stories);
}

/**
 * Takes the records of a running attack that are due.
 * @param to exclusive, milliseconds since the epoch
 */
export function takeDue(attack: RunningAttack, to: number): Envelope[] {
  const rest = attack.records.findIndex((record) => record.received >= to);
  return attack.records.splice(0, rest === -1 ? attack.records.length : rest);
}

/** @returns the records of both lists in the order of their times */
export function merged(a: readonly Envelope[], b: readonly Envelope[]): Envelope[] {
  return [...a, ...b].sort(byTime);
}

const byTime = (a: Envelope, b: Envelope): number => a.received - b.received;

interface Weights {
  windows: number;
  web: number;
  linux: number;
}

function sourceWeights(time: number): Weights {
  const office = officeActivity(time);
  return {
    windows: 0.6 * office + machines / 2,
    web: 0.26 * citizenActivity(time),
    linux: 0.06 * office + machines,
  };
}

function activity(time: number): number {
  const { windows, web, linux } = sourceWeights(time);
  return windows + web + linux;
}
