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

/**
 * @returns as many process creations (Sysmon 1, Security 4688) as asked for, each with a command line that is like
 * no other: nothing known of earlier ones helps
 */
export function mutatedProcessCreations(lines: readonly Buffer[], count: number): Buffer[] {
  const creations: Record<string, unknown>[] = [];
  for (const line of lines) {
    if (!line.includes('"CommandLine"')) continue;
    const record = JSON.parse(line.toString()) as Record<string, unknown>;
    const sysmon = record['EventID'] === 1 && String(record['Channel']).includes('Sysmon');
    if (sysmon || record['EventID'] === 4688) creations.push(record);
  }
  return Array.from({ length: count }, (_, i) => {
    const record = creations[i % creations.length]!;
    const own = `${String(record['CommandLine'])} -n${(i * 2_654_435_761) % 4_294_967_296}`;
    return Buffer.from(JSON.stringify({ ...record, CommandLine: own }));
  });
}
