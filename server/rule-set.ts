import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installedRulePaths } from './cli/rule-store.js';
import type { Config } from './config/config.js';
import { packageRoot } from './contract/package-root.js';
import { readPipelines, readRulePaths } from './detect/load.js';
import type { RuleTexts } from './detection/options.js';

/**
 * The rules that run: the shipped ones, those in the data folder (rule files of the city's own, and the archives
 * that `rules install` keeps there), those of the configuration.
 * @throws GrundwachtError FILE_UNREADABLE naming the path
 */
export async function readRulesOf(config: Config): Promise<RuleTexts> {
  const [sources, pipelines] = await Promise.all([readRulePaths(await rulePathsOf(config)), readPipelines()]);
  return { sources: sources.filter(({ path }) => !path.includes('/pipelines/')), pipelines };
}

/** @returns files, folders and archives of the rules that run, without those that are not there */
export async function rulePathsOf(config: Config): Promise<string[]> {
  const shipped = ['sigma', 'correlation'].map((folder) => join(packageRoot(), 'rules', folder));
  const own = join(config.data, 'rules');
  const paths = [...shipped, own].filter((path) => existsSync(path));
  return [...paths, ...(await installedRulePaths(config.data)), ...config.rules.paths];
}
