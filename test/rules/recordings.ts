import { basename } from 'node:path';
import { findFiles } from '../../collectors/file/find-files.js';
import { readRecords } from '../../collectors/file/read.js';
import { eventOf } from '../../server/cli/detect-record.js';
import { runDetection } from '../../server/cli/detect-run.js';
import { createEngine } from '../../server/detect/engine.js';
import { readPipelines } from '../../server/detect/load.js';
import { loadRules } from '../../server/detect/rules.js';
import { sharedData } from '../detect/shared-data.js';

/** Public recordings of attacks among ordinary work, and of servers on the internet. */
export const recordings = [sharedData('windows', 'json'), sharedData('syslog')];

export interface RecordingHits {
  /** Records in all recordings. */
  records: number;
  /** Rule id -> name of the recording -> matches. */
  hits: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/**
 * Runs rules over the recordings, as `grundwacht detect` does.
 * @param rules folders of rules
 * @throws Error when something cannot be read
 */
export async function hitsOnRecordings(rules: readonly string[]): Promise<RecordingHits> {
  const hits = new Map<string, Map<string, number>>();
  const detection = {
    rules,
    paths: recordings,
    range: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    days: false,
    least: 'informational' as const,
    workers: 1,
  };
  const { counts } = await runDetection(detection, {
    problem: (message) => {
      throw new Error(message);
    },
    hit: ({ rule, path }) => {
      const files = hits.get(rule.id) ?? new Map<string, number>();
      hits.set(rule.id, files.set(basename(path), (files.get(basename(path)) ?? 0) + 1));
    },
  });
  return { records: counts.records, hits };
}

/**
 * Counts the records that a rule of a log source looks at.
 * @param logsources as JSON texts
 * @returns log source -> records of it in the recordings
 */
export async function recordsOf(logsources: readonly string[]): Promise<Map<string, number>> {
  const rules = logsources.map((logsource, index) => ({
    path: String(index),
    text: JSON.stringify({
      title: logsource,
      id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      logsource: JSON.parse(logsource) as unknown,
      detection: { any: { 'event.dataset': '*' }, condition: 'any' },
    }),
  }));
  const engine = createEngine(loadRules(rules, { pipelines: await readPipelines() }));
  const counts = new Map(logsources.map((logsource) => [logsource, 0]));
  for (const { path, changed } of (await findFiles(recordings)).files) {
    for await (const record of readRecords(path)) {
      for (const { rule } of engine.process(eventOf(record, { name: path, changed }, undefined))) {
        counts.set(rule.title, counts.get(rule.title)! + 1);
      }
    }
  }
  return counts;
}
