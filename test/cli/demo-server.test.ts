import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import t from 'tap';
import { demoTargetObjects } from '../../server/cli/demo/target-objects.js';
import type { TargetObject } from '../../server/contract/isms.js';
import { TestClient } from '../helpers/client.js';
import { nodeCommand } from '../helpers/node.js';
import { cliFile, startServer } from '../helpers/server.js';

const run = promisify(execFile);
const server = await startServer(t);
const client = await TestClient.login(server);
const env = {
  ...process.env,
  GRUNDWACHT_DATA: server.dataDir,
  GRUNDWACHT_HTTP_PORT: String(server.httpPort),
  GRUNDWACHT_SYSLOG_PORT: String(server.syslogPort),
};
const demo = (...args: string[]) => run(...nodeCommand(cliFile, 'demo', ...args), { env });

/** Asks until the answer is right; the test's own time limit ends it otherwise. */
async function until<T>(ask: () => Promise<T>, right: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask();
    if (right(answer)) return answer;
    await sleep(200);
  }
}
const objects = () =>
  client.call<{ items: TargetObject[] }>('GET', '/api/v1/isms/target-objects?tenant=demo&limit=200');
const alertsOf = (tenant: string) => client.alerts(`tenant=${tenant}&limit=200`);

t.test('a running server is filled; everything carries the tenant', async (t) => {
  const { stdout } = await demo('--duration', '0.05', '--rate', '30', '--json');
  const summary = JSON.parse(stdout);
  t.match(summary, { tenant: 'demo', target_objects: demoTargetObjects.length });
  t.ok(summary.backfilled > 10_000, `${summary.backfilled} events of the last day`);
  t.ok(summary.live > 0);
  t.equal((await objects()).items.length, demoTargetObjects.length);

  const wanted = [
    'SSH logon succeeded after password guessing',
    'Shadow copies or recovery options destroyed',
  ];
  const { items } = await until(
    () => alertsOf('demo'),
    ({ items }) => wanted.every((title) => items.some(({ rule }) => rule.title === title)),
  );
  t.ok(items.every(({ tenant }) => tenant === 'demo'));
  t.same((await alertsOf('default')).items, [], 'nothing leaks into the real city');
  const sources = await client.call<{ items: { tenant: string; unparsed: number; rejected: number }[] }>(
    'GET',
    '/api/v1/sources',
  );
  t.ok(sources.items.length > 0);
  t.ok(
    sources.items.every(({ tenant, unparsed, rejected }) => tenant === 'demo' && unparsed + rejected === 0),
  );
  t.match(await client.events('tenant=demo&limit=1'), { items: [{ tenant: 'demo' }] });
});

t.test('Ctrl-C ends the live traffic in order', async (t) => {
  const child = spawn(...nodeCommand(cliFile, 'demo'), { env, stdio: ['ignore', 'pipe', 'inherit'] });
  t.teardown(() => child.kill('SIGKILL'));
  let printed = '';
  child.stdout.on('data', (text) => {
    printed += text;
  });
  await until(
    async () => printed,
    (text) => text.includes('Live traffic runs'),
  );
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  t.equal(code, 0);
  t.match(printed, /target objects, \d+ events of the last day/);
});

t.test('one command removes it all, a second finds nothing', async (t) => {
  t.same(JSON.parse((await demo('--remove', '--json')).stdout), { removed: true });
  t.same((await objects()).items, []);
  t.same((await alertsOf('demo')).items, []);
  t.same((await client.events('tenant=demo&limit=1')).items, []);
  t.same(JSON.parse((await demo('--remove', '--json')).stdout), { removed: false });
});

t.test('a wrong option is a wrong call', async (t) => {
  await t.rejects(demo('--rate', '0'), { code: 2 });
});
