import { join } from 'node:path';
import { runnerImport } from 'vite';
import { packageRoot } from '../../server/contract/package-root.js';

/**
 * Loads a module of the dashboard, whose sources are built for browsers only.
 * @param path below dashboard/
 */
export async function loadDashboard<T>(path: string): Promise<T> {
  const { module } = await runnerImport<T>(join(packageRoot(), 'dashboard', path), {
    configFile: false,
    logLevel: 'silent',
  });
  return module;
}
