import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installedRulePaths } from './cli/rule-store.js';
import type { Config } from './config/config.js';
import { packageRoot } from './contract/package-root.js';
import { loadRuleSet } from './detect/load.js';
import type { LoadedRules } from './detect/rules.js';

/**
 * The rules that run: the shipped ones, those in the data folder (rule files of the city's own, and the archives
 * that `rules install` keeps there), those of the configuration.
 * @throws GrundwachtError FILE_UNREADABLE naming the path
 */
export async function loadRuleSetOf(config: Config): Promise<LoadedRules> {
  const shipped = ['sigma', 'correlation'].map((folder) => join(packageRoot(), 'rules', folder));
  const own = join(config.data, 'rules');
  const paths = [...shipped, own].filter((path) => existsSync(path));
  return loadRuleSet([...paths, ...(await installedRulePaths(config.data)), ...config.rules.paths]);
}
