import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../server/contract/package-root.js';

interface Locked {
  version?: string;
  resolved?: string;
  integrity?: string;
  optional?: boolean;
  hasInstallScript?: boolean;
}
const lock = JSON.parse(readFileSync(join(packageRoot(), 'package-lock.json'), 'utf8')) as {
  lockfileVersion: number;
  packages: Record<string, Locked>;
};
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');

/** Typst's compilers for other platforms: optional, never installed here, and npm writes no hash of what it did not fetch. */
const otherPlatforms =
  /^node_modules\/@myriaddreamin\/typst-ts-node-compiler-(?:android|darwin|win32|linux-arm)[a-z0-9-]*$/;

t.test('what is installed is what was hashed', async (t) => {
  t.equal(lock.lockfileVersion, 3);
  t.ok(packages.length > 300);
  const without = packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ''));
  for (const [path, { optional }] of without)
    t.ok(otherPlatforms.test(path) && optional === true, `${path} has an integrity hash`);
  t.ok(without.length <= 9, 'the exceptions are those that are known');
});

t.test('it names no host: the installation says where packages come from', async (t) => {
  for (const [path, { resolved }] of packages) t.equal(resolved, undefined, path);
  t.notMatch(JSON.stringify(lock.packages['']), /https?:|git\+|github:|file:/);
});

t.test('few packages run a script when they are installed', async (t) => {
  const scripts = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  t.comment(scripts.join(', '));
  t.ok(scripts.length <= 12);
});
