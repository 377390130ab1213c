import { statSync } from 'node:fs';

/** Files that hold rules; folders and archives may hold either. */
const ruleFile = /\.ya?ml$/i;
const either = /\.zip$/i;

/**
 * `--rules` takes as many paths as follow, so in `--rules a.yml b/ events.json` it takes the recordings too. What
 * cannot be rules is given back; when that leaves no recording at all, the last path is one.
 * @param rules paths behind `--rules`, in order
 * @param recordings paths given as arguments
 * @param isFolder tells folders from files
 */
export function splitPaths(
  rules: readonly string[],
  recordings: readonly string[],
  isFolder: (path: string) => boolean = folder,
): { rules: string[]; recordings: string[] } {
  const canBeRules = (path: string) => ruleFile.test(path) || either.test(path) || isFolder(path);
  const kept = rules.filter(canBeRules);
  const found = [...rules.filter((path) => !canBeRules(path)), ...recordings];
  const last = kept.at(-1);
  if (found.length > 0 || kept.length < 2 || last === undefined || ruleFile.test(last)) {
    return { rules: kept, recordings: found };
  }
  return { rules: kept.slice(0, -1), recordings: [last] };
}

function folder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
