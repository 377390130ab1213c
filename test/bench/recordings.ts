import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../collectors/file/read.js';
import type { Event } from '../../server/contract/event.js';
import { normalise } from '../../server/normalise/normalise.js';
import { sharedData } from '../detect/shared-data.js';

/** @returns the first lines of the Windows recordings, in the order of the files' names */
export async function readLines(limit: number): Promise<Buffer[]> {
  const folder = sharedData('windows', 'json', 'windows');
  const lines: Buffer[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.zip')) continue;
    for await (const { raw } of readRecords(join(folder, name))) {
      lines.push(Buffer.from(raw));
      if (lines.length === limit) return lines;
    }
  }
  return lines;
}

/** @returns the event of a line, made by the normaliser */
export function eventOfLine(raw: Buffer): Event {
  return normalise(
    { source: 'bench', transport: 'file', format: 'json', dataset: '', received: 0, truncated: false, raw },
    { tenant: 'city', collector: 'bench', id: 'bench' },
  );
}

/** @returns the process creations (Sysmon 1, Security 4688) among the lines */
export function processCreations(lines: readonly Buffer[]): Buffer[] {
  return lines.filter((line) => {
    if (!line.includes('"CommandLine"')) return false;
    const record = JSON.parse(line.toString()) as Record<string, unknown>;
    const sysmon = record['EventID'] === 1 && String(record['Channel']).includes('Sysmon');
    return sysmon || record['EventID'] === 4688;
  });
}

/**
 * @param creations some process creations
 * @param option tells the command lines of one call from those of others
 * @returns as many of them as asked for, each with a command line that is like no other: nothing known of earlier
 * ones helps
 */
export function mutatedProcessCreations(creations: readonly Buffer[], count: number, option = 'n'): Buffer[] {
  const records = creations.map((line) => JSON.parse(line.toString()) as Record<string, unknown>);
  return Array.from({ length: count }, (_, i) => {
    const record = records[i % records.length]!;
    const own = `${String(record['CommandLine'])} -${option}${(i * 2_654_435_761) % 4_294_967_296}`;
    return Buffer.from(JSON.stringify({ ...record, CommandLine: own }));
  });
}
