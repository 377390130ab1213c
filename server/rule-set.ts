import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from './config/config.js';
import { packageRoot } from './contract/package-root.js';
import { loadRuleSet } from './detect/load.js';
import type { LoadedRules } from './detect/rules.js';

/**
 * The rules that run: the shipped ones, the installed ones, those of the configuration.
 * @throws GrundwachtError FILE_UNREADABLE naming the path
 */
export async function loadRuleSetOf(config: Config): Promise<LoadedRules> {
  const shipped = ['sigma', 'correlation'].map((folder) => join(packageRoot(), 'rules', folder));
  const installed = join(config.data, 'rules');
  const paths = [...shipped, installed].filter((path) => existsSync(path));
  return loadRuleSet([...paths, ...config.rules.paths]);
}
