import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { type Envelope, type Format, formats } from '../../server/contract/envelope.js';
import type { Event } from '../../server/contract/event.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { normalise } from '../../server/normalise/normalise.js';

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
  rule: string;
  /** Ids of other rules that rightly see the same records. */
  also?: string[];
  positive: SampleRecord[];
  negative: SampleRecord[];
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000 };
const received = Date.UTC(2026, 10, 21, 8, 14, 5);
const zone = 'Europe/Berlin';

/** @param rulePath path of the rule whose sample is read: `rules/samples/<same name>.yml` */
export async function readSample(rulePath: string): Promise<Sample> {
  const text = await readFile(join(packageRoot(), 'rules', 'samples', basename(rulePath)), 'utf8');
  return parse(text) as Sample;
}

/**
 * @returns the events of a record's copies as the normaliser makes them, received at once; the n-th copy happened
 * and was received `every` * n after what the record says
 * @throws Error when the record's format or interval cannot be read
 */
export function eventsOf(record: SampleRecord): Event[] {
  if (!(record.format in formats)) throw new Error(`unknown format ${record.format}`);
  const step = record.every === undefined ? 0 : milliseconds(record.every);
  const text = typeof record.record === 'string' ? record.record : JSON.stringify(record.record);
  return Array.from({ length: record.repeat ?? 1 }, (_, index) => {
    const raw = Buffer.from(text.replaceAll('{{n}}', String(index + 1)));
    const id = `00000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
    const event = normalise(envelope(record, raw), { tenant: 'stadt', collector: 'test', id, zone });
    event['@timestamp'] += index * step;
    event['event.ingested'] = event['@timestamp'];
    return event;
  });
}

function envelope({ format, dataset = '' }: SampleRecord, raw: Uint8Array): Envelope {
  const file = format === 'line' ? '/var/log/sample.log' : undefined;
  const transport = file === undefined ? 'tcp' : 'file';
  return { source: file ?? '192.0.2.1', transport, format, dataset, received, truncated: false, raw };
}

function milliseconds(text: string): number {
  const match = /^(\d+)(ms|s|m)$/.exec(text);
  if (match === null) throw new Error(`interval ${text} is not such as 5s`);
  return Number(match[1]) * units[match[2]!]!;
}
