import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Format, formats } from '../contract/envelope.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Event } from '../contract/event.js';
import { zone } from '../contract/german-day.js';
import { normalise } from '../normalise/normalise.js';

/** One raw record of a sample, or `repeat` copies of it, `every` apart; `{{n}}` is the copy's number from 1. */
export interface SampleRecord {
  format: Format;
  dataset?: string;
  record: string | Record<string, unknown>;
  repeat?: number;
  every?: string;
}

/** Records on which a rule must fire (positive) and must not (negative). */
export interface Sample {
  path: string;
  rule: string;
  positive: SampleRecord[];
  negative: SampleRecord[];
}

const originFile = { source: '/var/log/sample.log', transport: 'file' } as const;
const originPeer = { source: '192.0.2.1', transport: 'tcp' } as const;
const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Reads samples (`rules/README.md` has their format).
 * @param path a .yml file, or a folder of them
 * @throws GrundwachtError FILE_UNREADABLE when a file cannot be read, VALIDATION naming the file and what is wrong
 */
export async function readSamples(path: string): Promise<Sample[]> {
  try {
    if (!(await stat(path)).isDirectory()) return [readSample(path, await readFile(path, 'utf8'))];
    const names = (await readdir(path)).filter((name) => /\.ya?ml$/i.test(name)).sort();
    return await Promise.all(
      names.map(async (name) => readSample(join(path, name), await readFile(join(path, name), 'utf8'))),
    );
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new GrundwachtError('FILE_UNREADABLE', `${path}: ${reason}`, { cause: error });
  }
}

function readSample(path: string, text: string): Sample {
  const bad = (why: string): never => {
    throw new GrundwachtError('VALIDATION', `${path}: ${why}`);
  };
  let sample: Record<string, unknown>;
  try {
    sample = parse(text) as Record<string, unknown>;
  } catch (error) {
    return bad(error instanceof Error ? error.message : String(error));
  }
  const rule = sample?.['rule'];
  if (typeof rule !== 'string') return bad('`rule` (the id of the rule) is missing');
  const records = (key: 'positive' | 'negative'): SampleRecord[] => {
    const list = sample[key] ?? [];
    if (!Array.isArray(list)) return bad(`\`${key}\` is no list of records`);
    return list.map((item, index) => checked(item as SampleRecord, (why) => bad(`${key}[${index}]: ${why}`)));
  };
  return { path, rule, positive: records('positive'), negative: records('negative') };
}

function checked(item: SampleRecord, bad: (why: string) => never): SampleRecord {
  if (item === null || typeof item !== 'object' || item.record === undefined)
    return bad('`record` is missing');
  if (!(item.format in formats)) return bad(`\`format\` is one of ${Object.keys(formats).join(', ')}`);
  if (item.every !== undefined && !/^\d+(?:ms|[smh])$/.test(item.every)) return bad('`every` is such as 5s');
  if (
    item.repeat !== undefined &&
    !(Number.isInteger(item.repeat) && item.repeat > 0 && item.repeat <= 100_000)
  ) {
    return bad('`repeat` is a number from 1 to 100000');
  }
  return item;
}

/**
 * @param received receipt time, milliseconds since the epoch
 * @returns the events of a record's copies; the n-th happened and was received `every` * (n - 1) after the first
 */
export function eventsOfSample(item: SampleRecord, received: number): Event[] {
  const { format, dataset = '', record, repeat = 1, every = '0s' } = item;
  const [, amount, unit] = /^(\d+)(ms|[smh])$/.exec(every)!;
  const text = typeof record === 'string' ? record : JSON.stringify(record);
  // Lines stand in files; everything else arrives by network from an address for documentation.
  const origin = format === 'line' ? originFile : originPeer;
  return Array.from({ length: repeat }, (_, index) => {
    const raw = Buffer.from(text.replaceAll('{{n}}', String(index + 1)));
    const event = normalise(
      { ...origin, format, dataset, received, truncated: false, raw },
      { tenant: 'local', collector: 'test', id: `sample#${index + 1}`, zone },
    );
    event['@timestamp'] += index * Number(amount) * units[unit!]!;
    event['event.ingested'] = event['@timestamp'];
    return event;
  });
}
