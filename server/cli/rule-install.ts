import { createHash } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RuleProblem } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { loadRuleSet, readRulePaths } from '../detect/load.js';

/** Where an installed set comes from; written beside its rules. */
export interface Provenance {
  archive: string;
  sha256: string;
  installed_at: string;
  rules: number;
  /** Files with errors, with the first reason. */
  refused: { path: string; code: string; message: string }[];
}

export const provenanceFile = 'provenance.json';

/** Files written at once: each waits for the disk. */
const parallel = 32;

/**
 * Copies an archive's rules to `<data>/rules/<name>/`. They are checked first and written to a folder beside it,
 * which takes the place of an older set by renaming: nothing is stored half.
 * @param archive a .zip
 * @param name lower case letters, digits, dot, dash, underscore; from the archive's name when undefined
 * @throws GrundwachtError FILE_UNREADABLE when the archive cannot be read, VALIDATION when it holds no usable rule
 * or the name is not allowed
 */
export async function installRules(
  archive: string,
  data: string,
  name: string | undefined,
  now: Date,
): Promise<{ folder: string; provenance: Provenance; problems: RuleProblem[] }> {
  const set =
    name ??
    basename(archive)
      .replace(/\.zip$/i, '')
      .toLowerCase()
      .replace(/[^a-z0-9._-]+/g, '-');
  if (!/^[a-z0-9][a-z0-9._-]{0,62}$/.test(set)) {
    throw new GrundwachtError(
      'VALIDATION',
      `\`${set}\` is no name for a rule set: use letters, digits, . _ -`,
    );
  }
  if (!/\.zip$/i.test(archive)) throw new GrundwachtError('VALIDATION', `${archive} is no .zip archive`);
  const sources = await readRulePaths([archive]);
  const { infos, problems } = await loadRuleSet([archive]);
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (infos.length === 0) throw new GrundwachtError('VALIDATION', `${archive} holds no usable rule`);
  const inner = (path: string): string => path.slice(path.indexOf('!') + 1);
  const provenance: Provenance = {
    archive: basename(archive),
    sha256: createHash('sha256')
      .update(await readFile(archive))
      .digest('hex'),
    installed_at: now.toISOString(),
    rules: infos.length,
    refused: errors.map(({ path, code, message }) => ({ path: inner(path), code, message })),
  };
  const files = sources.map(({ path, text }) => ({ path: inner(path), text }));
  files.push({ path: provenanceFile, text: `${JSON.stringify(provenance, null, 2)}\n` });
  const folder = join(data, 'rules', set);
  await replaceFolder(folder, files);
  return { folder, provenance, problems: errors };
}

async function replaceFolder(
  folder: string,
  files: readonly { path: string; text: string }[],
): Promise<void> {
  const fresh = join(dirname(folder), `.${basename(folder)}.new`);
  const stale = join(dirname(folder), `.${basename(folder)}.old`);
  const exists = (path: string): Promise<boolean> =>
    stat(path).then(
      () => true,
      () => false,
    );
  // An earlier installation was killed between the two renames.
  if ((await exists(stale)) && !(await exists(folder))) await rename(stale, folder);
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true });
  try {
    for (let i = 0; i < files.length; i += parallel) {
      const part = files.slice(i, i + parallel);
      await Promise.all(part.map(({ path, text }) => writeDurably(join(fresh, path), text)));
    }
    await rm(stale, { recursive: true, force: true });
    if (await exists(folder)) await rename(folder, stale);
    await rename(fresh, folder);
    await rm(stale, { recursive: true, force: true });
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    const reason = error instanceof Error ? error.message : String(error);
    throw new GrundwachtError('FILE_UNREADABLE', `${folder} cannot be written: ${reason}`, { cause: error });
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}
