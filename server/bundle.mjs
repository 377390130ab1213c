// Makes the program that is run of the compiled modules: `build/program/grundwacht.js`, what runs in threads and
// processes of its own, and the parts that they share. Of 1,500 modules, each of which is a file to be found, read and
// linked, a start needs a thousand: bundled, a start costs a third less time. Packages stay in `node_modules`, where an
// administrator finds them, but for two that are as scattered; audits and the bill of materials read the lock file.
import { chmodSync, cpSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const build = fileURLToPath(new URL('../build', import.meta.url));
const output = join(build, 'program');
const main = join(output, 'grundwacht.js');
/** Each keeps its place, where `programFile` looks for it. */
const started = [
  'collectors/udp/socket-thread',
  'server/backtest/thread',
  'server/backup-worker',
  'server/cli/detect-worker',
  'server/detection/thread-main',
  'server/isms/catalog/read-thread',
  'server/report/pdf-child',
  'server/rule-review-thread',
  'server/store/events/segments/child',
];
/** Packages of hundreds of small modules: 900 files between them. */
const scattered = /^(kysely|typebox)(\/|$)/;
/** Its modules are read as text, into a page of its own. */
const page = 'server/evidence/verify';

/** @returns {number} time of the newest module in a folder, milliseconds since the epoch */
function newest(folder) {
  const modules = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return Math.max(
    ...modules.filter((name) => name.endsWith('.js')).map((name) => statSync(join(folder, name)).mtimeMs),
  );
}

const made = statSync(main, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const sources = [join(build, 'server'), join(build, 'collectors')];
if (Math.max(...sources.map(newest), statSync(fileURLToPath(import.meta.url)).mtimeMs) < made)
  process.exit(0);

const { rolldown } = await import('rolldown');
const bundle = await rolldown({
  input: {
    grundwacht: join(build, 'server/cli/main.js'),
    ...Object.fromEntries(started.map((name) => [name, join(build, `${name}.js`)])),
  },
  platform: 'node',
  external: (id) => !/^[./]/.test(id) && !scattered.test(id),
});
rmSync(output, { recursive: true, force: true });
await bundle.write({ dir: output, format: 'esm', chunkFileNames: 'parts/[name]-[hash].js' });
cpSync(join(build, page), join(output, page), {
  recursive: true,
  filter: (file) => !/\.(d\.ts|map)$/.test(file),
});
chmodSync(main, 0o755);
