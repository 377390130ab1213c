import type { RuleInfo } from '../contract/detection.js';
import type { RuleSet } from '../contract/rule-state.js';

/**
 * Where a rule's file is in its set: inside the archive, or below the set's folder. Where the program and its data lie
 * on the server is nobody's business who reads rules.
 * @returns the path as it is where the set has neither
 */
export function pathInSet(
  { path, set }: Pick<RuleInfo, 'path' | 'set'>,
  sets: readonly RuleSet[] = [],
): string {
  const inArchive = /\.zip!(.+)$/i.exec(path)?.[1];
  if (inArchive !== undefined) return inArchive;
  const folder = sets.find(({ name }) => name === set)?.source;
  return folder !== undefined && path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : path;
}
