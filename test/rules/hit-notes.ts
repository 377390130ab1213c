import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { packageRoot } from '../../server/contract/package-root.js';
import { readRulePaths } from '../../server/detect/load.js';
import { hitsOnRecordings, recordsOf } from './recordings.js';

/** What the recordings say of a rule, and what its notes say. */
export interface HitNote {
  /** Path below `rules/`. */
  path: string;
  title: string;
  /** Records of the rule's log source, of the source that has most. */
  looked: number;
  hits: number;
  /** Recording -> matches. */
  places: ReadonlyMap<string, number>;
  /** The sentence that belongs into the notes; what the hits are follows it. */
  sentence: string;
  noted: boolean;
}

interface RuleDocument {
  title: string;
  id: string;
  logsource?: object;
  grundwacht?: { notes?: string };
}

const root = join(packageRoot(), 'rules');
const folders = [join(root, 'sigma'), join(root, 'correlation')];

/** Compares the notes of all shipped rules with what the rules find in the recordings. */
export async function hitNotes(): Promise<HitNote[]> {
  const files = (await readRulePaths(folders)).map(({ path, text }) => ({
    path: path.slice(root.length + 1),
    documents: parseAllDocuments(text).map((document) => document.toJS() as RuleDocument),
  }));
  const sourcesOf = (documents: readonly RuleDocument[]): string[] =>
    documents.flatMap(({ logsource }) => (logsource === undefined ? [] : [JSON.stringify(logsource)]));
  const sources = await recordsOf([...new Set(files.flatMap(({ documents }) => sourcesOf(documents)))]);
  const { records, hits } = await hitsOnRecordings(folders);
  return files.map(({ path, documents }) => {
    const { id, title, grundwacht } = documents.at(-1)!;
    const places = hits.get(id) ?? new Map<string, number>();
    const count = [...places.values()].reduce((sum, one) => sum + one, 0);
    const looked = Math.max(...sourcesOf(documents).map((source) => sources.get(source)!));
    const sentence = sentenceOf(records, looked, count);
    const noted = (grundwacht?.notes ?? '').includes(sentence);
    return { path, title, looked, hits: count, places, sentence, noted };
  });
}

function sentenceOf(records: number, looked: number, hits: number): string {
  if (looked === 0) return 'The public recordings hold no record of this log source.';
  const all = `Checked on ${records.toLocaleString('en-US')} public records (48 Windows attack recordings, OpenSSH, Linux and Apache logs): `;
  return `${all}${hits === 0 ? 'no hit.' : hits === 1 ? '1 hit' : `${hits} hits`}`;
}
