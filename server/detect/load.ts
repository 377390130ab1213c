import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';
import { packageRoot } from '../contract/package-root.js';
import { type ArchiveLimits, readArchive } from './archive.js';
import { type LoadedRules, type LoadOptions, loadRules, type RuleSource } from './rules.js';

/** Rule files are small: larger ones are a mistake or an attack ("zip bomb"). */
const maxFileBytes = 1024 * 1024;
/** Folders beside rules that hold other YAML: samples for tests, log source pipelines, JSON schemas. */
export const notRules: ReadonlySet<string> = new Set(['samples', 'pipelines', 'schema']);
const archiveLimits: ArchiveLimits = {
  files: 100_000,
  fileBytes: maxFileBytes,
  bytes: 512 * 1024 * 1024,
};
const ruleFile = /\.ya?ml$/i;

/**
 * Reads rule files.
 * @param paths files, folders (all *.yml and *.yaml below, names in order, without hidden ones) or .zip archives
 * @returns one source per file; a file in an archive is named `archive.zip!inner/path.yml`
 * @throws GrundwachtError FILE_UNREADABLE naming the path
 */
export async function readRulePaths(paths: readonly string[]): Promise<RuleSource[]> {
  const sources: RuleSource[] = [];
  for (const path of paths) await readPath(path, sources);
  return sources;
}

/** @returns the pipelines that come with the program (`rules/pipelines`) */
export function readPipelines(): Promise<RuleSource[]> {
  return readRulePaths([join(packageRoot(), 'rules', 'pipelines')]);
}

/**
 * Reads and checks a rule set together with the program's pipelines.
 * @param paths as for {@link readRulePaths}
 * @throws GrundwachtError FILE_UNREADABLE naming the path
 */
export async function loadRuleSet(paths: readonly string[], options: LoadOptions = {}): Promise<LoadedRules> {
  const sources = (await readRulePaths(paths)).filter(({ path }) => !path.includes('/pipelines/'));
  return loadRules(sources, { ...options, pipelines: options.pipelines ?? (await readPipelines()) });
}

async function readPath(path: string, sources: RuleSource[]): Promise<void> {
  try {
    const info = await stat(path);
    if (info.isDirectory()) {
      const names = (await readdir(path, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
      for (const entry of names) {
        if (entry.name.startsWith('.') || (entry.isDirectory() && notRules.has(entry.name))) continue;
        if (entry.isDirectory() || ruleFile.test(entry.name)) await readPath(join(path, entry.name), sources);
      }
    } else if (/\.zip$/i.test(path)) {
      if (info.size > archiveLimits.bytes) throw new Error(`larger than ${archiveLimits.bytes} bytes`);
      const files = await readArchive(path, (name) => ruleFile.test(name), archiveLimits);
      for (const { name, text } of files) sources.push({ path: `${path}!${name}`, text });
    } else {
      if (info.size > maxFileBytes) throw new Error(`larger than ${maxFileBytes} bytes`);
      sources.push({ path, text: await readFile(path, 'utf8') });
    }
  } catch (error) {
    if (error instanceof GrundwachtError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new GrundwachtError('FILE_UNREADABLE', `${path}: ${reason}`, { cause: error });
  }
}
