import { join } from 'node:path';
import { runnerImport } from 'vite';
import { packageRoot } from '../../server/contract/package-root.js';

/**
 * Loads modules of the dashboard, whose sources are built for browsers only.
 * @param paths below dashboard/
 * @returns what they export, together: what they share is there once
 */
export async function loadDashboard<T>(...paths: string[]): Promise<T> {
  const files = paths.map((path) => join(packageRoot(), 'dashboard', path));
  const all = '\0all';
  const { module } = await runnerImport<T>(files.length === 1 ? files[0]! : all, {
    configFile: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'all-at-once',
        resolveId: (id) => (id === all ? all : null),
        load: (id) =>
          id === all ? files.map((file) => `export * from ${JSON.stringify(file)};`).join('\n') : null,
      },
    ],
  });
  return module;
}
