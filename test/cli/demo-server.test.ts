import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import t from 'tap';
import { demoTargetObjects } from '../../server/cli/demo/target-objects.js';
import type { TargetObject } from '../../server/contract/isms.js';
import type { Signal } from '../../server/contract/signal.js';
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

t.test(
  'a running server is filled; everything carries the tenant; Ctrl-C ends the live traffic in order',
  async (t) => {
    const child = spawn(...nodeCommand(cliFile, 'demo', '--rate', '30'), {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(() => child.kill('SIGKILL'));
    let printed = '';
    child.stdout.on('data', (text) => {
      printed += text;
    });
    await until(
      async () => printed,
      (text) => text.includes('Live traffic runs'),
    );
    t.equal((await objects()).items.length, demoTargetObjects.length);
    t.match(printed, /\d\d signals measured/);
    const { items: signals } = await client.call<{ items: Signal[] }>('GET', '/api/v1/signals?tenant=demo');
    const silent = signals.find(({ id }) => id === 'silent-assets');
    t.match(silent, { run: { state: 'done', error: null } });
    t.ok(silent!.tally.contradicts > 0, 'the city has a system that is silent');
    t.ok(silent!.tally.supports > silent!.tally.contradicts, 'the others were heard before it was measured');
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

    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    t.equal(code, 0);
    const [, objectCount, backfilled, live] =
      /^(\d+) target objects, (\d+) events of the last day, (\d+) live, attacks: /m.exec(printed) ?? [];
    t.equal(Number(objectCount), demoTargetObjects.length);
    t.ok(Number(backfilled) > 10_000, `${backfilled} events of the last day`);
    t.ok(Number(live) > 0);
  },
);

t.test('one command removes it all, a second finds nothing', async (t) => {
  t.same(JSON.parse((await demo('--remove', '--json')).stdout), { removed: true });
  const asking: (() => Promise<unknown>)[] = [
    objects,
    () => alertsOf('demo'),
    () => client.events('tenant=demo&limit=1'),
  ];
  for (const ask of asking) {
    await t.rejects(ask(), { message: /403 .*there is no tenant demo/ });
  }
  t.same(JSON.parse((await demo('--remove', '--json')).stdout), { removed: false });
});

t.test('a wrong option is a wrong call', async (t) => {
  await t.rejects(demo('--rate', '0'), { code: 2 });
});
