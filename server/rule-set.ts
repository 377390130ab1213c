import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { archiveOf, installedSets, type Provenance } from './cli/rule-store.js';
import type { Config } from './config/config.js';
import { packageRoot } from './contract/package-root.js';
import type { RuleSet } from './contract/rule-state.js';
import { notRules, readPipelines, readRulePaths } from './detect/load.js';
import { type LoadedRules, loadRules, type RuleSource } from './detect/rules.js';

/** Names of the sets that are no archives: `reservedSetNames` of rule-store.ts. */
const shipped = 'grundwacht';
const own = 'own';
const configured = 'configured';
/** Folder in `<data>/rules` with one folder of rule files per tenant. */
const tenantsFolder = 'tenants';

/** A set before its rules are read. */
export interface RuleSetPaths extends Omit<RuleSet, 'rules' | 'refused'> {
  /** Files, folders or archives. */
  paths: string[];
}

/** The rules of some sets as text, not yet checked. */
export interface RuleTexts {
  sets: RuleSetPaths[];
  sources: RuleSource[];
  pipelines: RuleSource[];
}

/** A checked rule set, and which sets it was made of. */
export interface LoadedRuleSets extends LoadedRules {
  sets: RuleSet[];
}

/**
 * The rules that run: the shipped ones, those in the data folder (rule files of the city's own, those of single
 * tenants, and the archives that `rules install` keeps there), those of the configuration. With the log source
 * pipelines in the data folder before the program's.
 * @param further paths of the configuration
 * @throws GrundwachtError FILE_UNREADABLE naming the path
 */
export async function readRuleTexts(data: string, further: readonly string[] = []): Promise<RuleTexts> {
  const sets = await ruleSetsOf(data, further);
  const sources: RuleSource[] = [];
  for (const { name, tenant, paths } of sets) {
    for (const source of await readRulePaths(paths)) {
      if (source.path.includes('/pipelines/')) continue;
      sources.push({ ...source, set: name, ...(tenant === null ? {} : { tenant }) });
    }
  }
  return { sets, sources, pipelines: [...(await ownPipelines(data)), ...(await readPipelines())] };
}

/** Reads and checks the rules that run; parameters and errors as for {@link readRuleTexts}. */
export async function loadRuleSets(data: string, further: readonly string[] = []): Promise<LoadedRuleSets> {
  const { sets, sources, pipelines } = await readRuleTexts(data, further);
  const loaded = loadRules(sources, { pipelines });
  return { ...loaded, sets: countSets(sets, sources, loaded) };
}

/** The same for a configuration. */
export function loadRuleSetOf(config: Config): Promise<LoadedRuleSets> {
  return loadRuleSets(config.data, config.rules.paths);
}

/** @returns the sets with the number of their usable rules and of those that were refused */
export function countSets(
  sets: readonly RuleSetPaths[],
  sources: readonly RuleSource[],
  { infos, problems }: Pick<LoadedRules, 'infos' | 'problems'>,
): RuleSet[] {
  const setOf = new Map(sources.map(({ path, set }) => [path, set]));
  const errors = problems.filter(({ severity }) => severity === 'error');
  return sets.map(({ paths: _, ...set }) => {
    const refused = errors.filter(({ path }) => setOf.get(path) === set.name);
    return {
      ...set,
      rules: infos.filter((info) => info.set === set.name).length,
      refused: new Set(refused.map(({ path, ruleId }) => `${path} ${ruleId ?? ''}`)).size,
    };
  });
}

/**
 * @param data the data folder
 * @param further paths of the configuration
 * @returns all sets in the order in which they are loaded: of two rules with one id the first one loaded wins
 */
async function ruleSetsOf(data: string, further: readonly string[]): Promise<RuleSetPaths[]> {
  const folder = join(data, 'rules');
  const shippedFolder = join(packageRoot(), 'rules');
  const none = { tenant: null, licence: null, sha256: null, installed_at: null };
  const sets: RuleSetPaths[] = [
    {
      ...none,
      name: shipped,
      kind: 'shipped',
      source: shippedFolder,
      licence: 'EUPL-1.2',
      paths: ['sigma', 'correlation'].map((name) => join(shippedFolder, name)).filter(existsSync),
    },
    { ...none, name: own, kind: 'own', source: folder, paths: await ownPaths(folder) },
    ...(await tenantSets(join(folder, tenantsFolder))),
    ...(await installedSets(data)).map((provenance) => installed(data, provenance)),
    { ...none, name: configured, kind: 'configured', source: further.join(', '), paths: [...further] },
  ];
  return sets.filter(({ paths }) => paths.length > 0);
}

/** The folder of a tenant has its set to itself; installed archives are no rule files. */
async function ownPaths(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(noEntries);
  return entries
    .filter(({ name }) => name !== tenantsFolder && !notRules.has(name) && !name.startsWith('.'))
    .filter((entry) =>
      entry.isDirectory()
        ? !existsSync(join(folder, entry.name, 'current.json'))
        : /\.ya?ml$/i.test(entry.name),
    )
    .map(({ name }) => join(folder, name))
    .sort();
}

/** The city's own log source pipelines. */
function ownPipelines(data: string): Promise<RuleSource[]> {
  const folder = join(data, 'rules', 'pipelines');
  return existsSync(folder) ? readRulePaths([folder]) : Promise.resolve([]);
}

async function tenantSets(folder: string): Promise<RuleSetPaths[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(noEntries);
  const tenants = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return tenants
    .map(({ name }) => ({
      name: `${tenantsFolder}/${name}`,
      kind: 'tenant' as const,
      tenant: name,
      source: join(folder, name),
      licence: null,
      sha256: null,
      installed_at: null,
      paths: [join(folder, name)],
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function installed(data: string, provenance: Provenance): RuleSetPaths {
  const { set, source, licence, sha256, installed_at } = provenance;
  const paths = [archiveOf(data, provenance)];
  return { name: set, kind: 'installed', tenant: null, source, licence, sha256, installed_at, paths };
}

function noEntries(error: NodeJS.ErrnoException): never[] {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
  throw error;
}
