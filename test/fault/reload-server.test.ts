import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { eventually, TestClient } from '../helpers/client.js';
import { startServer } from '../helpers/server.js';
import { sendTcp } from '../helpers/syslog.js';

const rule = (id: string, text: string) => `title: ${id}
id: ${id}
logsource: { product: linux, service: syslog }
detection:
  selection: { message|contains: '${text}' }
  condition: selection
level: high
`;

interface Rules {
  items: { id: string }[];
  problems: { path: string }[];
}

t.test('a running server takes rules that are put into its folder, and those of a SIGHUP', async (t) => {
  const server = await startServer(t);
  const client = await TestClient.login(server);
  const ids = async () =>
    new Set((await client.call<Rules>('GET', '/api/v1/rules')).items.map(({ id }) => id));
  const alertOf = (id: string) =>
    eventually(`an alert of ${id}`, async () =>
      (await client.alerts()).items.find((alert) => alert.rule.id === id),
    );
  const send = (text: string) =>
    sendTcp(server.syslogPort, [`<14>1 ${new Date().toISOString()} srv01 app 1 - - ${text}`]);
  const folder = join(server.dataDir, 'rules');

  t.notOk((await ids()).has('own-one'));
  writeFileSync(join(folder, 'one.yml'), rule('own-one', 'squirrel'));
  await eventually('the new rule', async () => (await ids()).has('own-one'));
  await send('a squirrel');
  await alertOf('own-one');

  writeFileSync(join(folder, 'two.yml'), rule('own-two', 'hedgehog'));
  writeFileSync(join(folder, 'bad.yml'), 'title: [');
  process.kill(server.pid, 'SIGHUP');
  await eventually('the second rule', async () => (await ids()).has('own-two'));
  const { problems } = await client.call<Rules>('GET', '/api/v1/rules');
  t.ok(
    problems.some(({ path }) => path.endsWith('bad.yml')),
    'the bad file is listed',
  );
  await send('a hedgehog beside a squirrel');
  await alertOf('own-two');

  const { detection } = (await (await fetch(`${server.url}/api/v1/health`)).json()) as {
    detection: object;
  };
  t.match(detection, { state: 'working', threads: 1, quarantined: 0, replaced: 0, undetected: 0 });
  t.equal(await server.stop(), 0);
});
