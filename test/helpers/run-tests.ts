// `node run-tests.js [--jobs=N] [--browser] [--times] [FILE...]` runs test files, each as a plain process of Node, N at
// once; without files all but those of the browser, which run beside them with `--browser`; with `--times` the dearest
// files follow, in seconds. They print the same as under tap's own runner, whose hooks make every module of every
// process pass through two threads of their own, which doubles the time that most files take.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import t from 'tap';
import { makeTemplates } from './cluster-template.js';
import { FileTimes } from './file-times.js';
import { nodeCommand } from './node.js';
import { startSharedPostgres } from './postgres.js';
import { groupsOf } from './test-groups.js';

/** The longest first: none of them is left at the end, when it would run alone. */
const long = [
  /^(fault|cli|detection|system|rules)\//,
  /^(app|detect\/recordings|detect\/scan\/line-router|store\/events\/seal)\.test/,
  /^e2e\/(accessibility|rules|keyboard|editors|analyst-alert|isb-day)\./,
];
type Group = ReturnType<typeof groupsOf>[number];
/** Of a file. The longest take four minutes where the machine is slow; this is for one that hangs. */
const timeout = 600_000;
const runGroup = fileURLToPath(new URL('./run-group.js', import.meta.url));
/** Places of the TypeScript sources cost a twentieth of the time; where it is short, those of the built files do. */
const sourceMaps = process.env['CI'] === undefined ? ['--enable-source-maps'] : [];

const { values, positionals } = parseArgs({
  options: {
    jobs: { type: 'string', default: '2' },
    browser: { type: 'boolean', default: false },
    times: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const all = fileURLToPath(new URL('..', import.meta.url));
const files = positionals.length > 0 ? positionals : testsIn(all, (name) => name.endsWith('.test.js'));
const browserFiles = values.browser ? testsIn(all, (name) => name.endsWith('.e2e.js')) : [];
const env: NodeJS.ProcessEnv = { ...process.env, TAP_TIMEOUT: String(timeout / 1000) };

if (env['TEST_CLUSTERS'] === undefined && files.length + browserFiles.length > 1) {
  const clusters = mkdtempSync(join(tmpdir(), 'grundwacht-clusters-'));
  t.teardown(() => rmSync(clusters, { recursive: true }));
  await makeTemplates(clusters);
  process.env['TEST_CLUSTERS'] = env['TEST_CLUSTERS'] = clusters;
  const postgres = await startSharedPostgres(join(clusters, 'shared'));
  t.teardown(() => postgres.stop());
  env['TEST_POSTGRES'] = postgres.url;
}
t.setTimeout(0);
t.jobs = Number(values.jobs) + (values.browser ? 1 : 0);
const times = values.times ? new FileTimes() : undefined;
if (times !== undefined) t.teardown(() => times.table().map((line) => t.comment(line)));
const plain = groupsOf(files);
const browser = groupsOf(browserFiles);
if (values.browser) void drain(browser);
for (let job = 1; job < Number(values.jobs); job += 1) void drain(plain);
// One goes on with the browser's: a browser alone leaves much of two cores idle, three wait for each other.
void drain(plain, browser);

/** Runs what waits, one after the other. */
async function drain(...queues: Group[][]): Promise<void> {
  for (const queue of queues) {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) await run(next);
  }
}

function run([name, group]: Group): PromiseLike<unknown> {
  const node = nodeCommand(...sourceMaps, ...(group.length === 1 ? group : [runGroup, ...group]));
  const [command, args] = times?.measured(name, node) ?? node;
  return t.spawn(command, args, { buffered: true, timeout, env }, name);
}

function testsIn(folder: string, chosen: (name: string) => boolean): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(chosen);
  const rank = (name: string): number => (long.some((pattern) => pattern.test(name)) ? 0 : 1);
  return names
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map((name) => relative(process.cwd(), join(folder, name)));
}
