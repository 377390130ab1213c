// `node run-tests.js [--jobs=N] [--times] [FILE...]` runs test files, each as a plain process of Node; without files all
// but those of the browser; with `--times` the dearest files follow, in seconds. They print the same as under tap's own runner, whose hooks make every module of every process pass
// through two threads of their own, which doubles the time that most files take.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import t from 'tap';
import { makeTemplates } from './cluster-template.js';
import { FileTimes } from './file-times.js';
import { nodeCommand } from './node.js';
import { startSharedPostgres } from './postgres.js';

/** The longest first: none of them is left at the end, when it would run alone. */
const long = [
  /^(fault|cli|detection|system|rules)\//,
  /^(app|detect\/recordings|detect\/scan\/line-router|store\/events\/seal)\.test/,
];
const timeout = 300_000;

const { values, positionals } = parseArgs({
  options: { jobs: { type: 'string', default: '2' }, times: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const files = positionals.length > 0 ? positionals : allTests(fileURLToPath(new URL('..', import.meta.url)));
const env: NodeJS.ProcessEnv = { ...process.env, TAP_TIMEOUT: String(timeout / 1000) };

if (env['TEST_CLUSTERS'] === undefined && files.length > 1) {
  const clusters = mkdtempSync(join(tmpdir(), 'grundwacht-clusters-'));
  t.teardown(() => rmSync(clusters, { recursive: true }));
  await makeTemplates(clusters);
  process.env['TEST_CLUSTERS'] = env['TEST_CLUSTERS'] = clusters;
  const postgres = await startSharedPostgres(join(clusters, 'shared'));
  t.teardown(() => postgres.stop());
  env['TEST_POSTGRES'] = postgres.url;
}
t.setTimeout(0);
t.jobs = Number(values.jobs);
const times = values.times ? new FileTimes() : undefined;
if (times !== undefined) t.teardown(() => times.table().map((line) => t.comment(line)));
for (const file of files) {
  const node = nodeCommand('--enable-source-maps', file);
  const [command, args] = times?.measured(file, node) ?? node;
  t.spawn(command, args, { buffered: true, timeout, env }, file);
}

function allTests(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.test.js') && !name.startsWith(`e2e${sep}`),
  );
  const rank = (name: string): number => (long.some((pattern) => pattern.test(name)) ? 0 : 1);
  return names
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => relative(process.cwd(), join(folder, name)));
}
