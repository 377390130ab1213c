import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../server/contract/package-root.js';

const literal = /(['"`])((?:\\.|(?!\1)[^\\]){24,4000})\1/gs;
const shared = join(packageRoot(), '../shared/data');

/** @returns texts of tests below a folder: the real records that the parsers are tested with */
export function textsOfTests(folder: string, most = 400): Buffer[] {
  const found = new Set<string>();
  for (const path of filesBelow(join(packageRoot(), 'test', folder), '.ts')) {
    for (const [, , text = ''] of readFileSync(path, 'utf8').matchAll(literal)) {
      if (!text.includes('../') && !text.includes('${')) found.add(text.replace(/\\(['"`\\])/g, '$1'));
    }
  }
  return spread([...found], most).map((text) => Buffer.from(text));
}

/** @returns records of the samples of rules */
export function recordsOfSamples(most = 400): Buffer[] {
  const records = filesBelow(join(packageRoot(), 'rules/samples'), '.yml').flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(/record: \|-\n +(.+)/g)].map(([, record = '']) => record),
  );
  return spread([...new Set(records)], most).map((text) => Buffer.from(text));
}

/** @returns the beginnings of files below a folder of the project */
export function filesOf(folder: string, ending: string, most: number, bytes: number): Buffer[] {
  return spread(filesBelow(join(packageRoot(), folder), ending), most).map((path) =>
    readFileSync(path).subarray(0, bytes),
  );
}

/** The same of the data beside the project; nothing where they are absent. */
export function sharedFiles(folder: string, ending: string, most: number, bytes: number): Buffer[] {
  const small = filesBelow(join(shared, folder), ending).filter((path) => statSync(path).size <= bytes);
  return spread(small, most).map((path) => readFileSync(path));
}

/** @returns lines of a file of the data beside the project; none where it is absent */
export function sharedLines(path: string, most: number): Buffer[] {
  const file = join(shared, path);
  if (!existsSync(file)) return [];
  return spread(readFileSync(file, 'latin1').split('\n'), most).map((line) => Buffer.from(line, 'latin1'));
}

function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}

/** Some of many, from everywhere among them. */
function spread<T>(list: readonly T[], most: number): T[] {
  const step = Math.max(1, list.length / most);
  return Array.from({ length: Math.min(most, list.length) }, (_, n) => list[Math.floor(n * step)]!);
}
