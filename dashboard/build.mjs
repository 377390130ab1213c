import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compressAll } from './build-steps/compress.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = join(root, 'build/dashboard/index.html');
const sources = ['dashboard', 'server/contract', 'package-lock.json'];

/** @returns {number} time of the newest file at or below a path, milliseconds since the epoch */
function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

const built = statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0;
if (sources.every((source) => newest(join(root, source)) < built)) process.exit(0);

const { build } = await import('vite');
await build({ configFile: join(root, 'dashboard/vite.config.mjs'), logLevel: 'error' });
compressAll(dirname(output));
