import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { eventually, TestClient } from '../helpers/client.js';
import { cliFile, startServer } from '../helpers/server.js';
import { sendTcp } from '../helpers/syslog.js';

const data = join(packageRoot(), '..', 'shared', 'data');
const skip = !existsSync(data) && 'needs the recordings in ../shared/data';

t.test('OpenSSH and Linux logs replayed as RFC 3164 give SSH brute-force alerts', { skip }, async (t) => {
  const server = await startServer(t);
  const client = await TestClient.login(server);
  const total = async () =>
    (await client.call<{ total: number }>('GET', '/api/v1/events/histogram?buckets=1')).total;
  for (const [done, name] of ['OpenSSH_2k.log', 'Linux_2k.log'].entries()) {
    const lines = readFileSync(join(data, 'syslog', name), 'latin1')
      .split(/\r?\n/)
      .filter(Boolean);
    await sendTcp(
      server.syslogPort,
      lines.map((line) => `<38>${line}`),
    );
    await eventually(`all lines of ${name}`, async () => (await total()) >= (done + 1) * 2000, 60_000);
  }
  t.equal(await total(), 4000, 'each line once');
  const { items } = await client.alerts('limit=1000');
  const bruteForce = items.filter(({ rule }) => rule.tags.includes('attack.t1110.001'));
  t.ok(
    bruteForce.some(({ entity }) => entity.value.includes('183.62.140.253')),
    'the most persistent address of OpenSSH_2k',
  );
  const unparsed = await client.events('filter=event.kind:pipeline_error');
  t.same(unparsed.items, []);
  await server.stop();
});

t.test('Windows recordings go through a collector into alerts', { skip }, async (t) => {
  const server = await startServer(t);
  const client = await TestClient.login(server);
  const { token } = await client.call<{ token: string }>('POST', '/api/v1/collectors', { id: 'recordings' });
  const spool = mkdtempSync(join(tmpdir(), 'grundwacht-spool-'));
  t.teardown(() => rmSync(spool, { recursive: true, force: true }));
  const files = [
    'credential_access/host/psh_lsass_memory_dump_comsvcs.zip',
    'lateral_movement/host/schtask_create.zip',
  ].map((name) => join(data, 'windows', 'json', 'windows', name));
  const shipped = spawnSync(
    process.execPath,
    [
      cliFile,
      'collect',
      '--url',
      server.url,
      '--id',
      'recordings',
      '--spool',
      spool,
      '--json',
      '--file',
      ...files,
    ],
    { env: { ...process.env, GRUNDWACHT_TOKEN: token }, encoding: 'utf8', timeout: 250_000 },
  );
  t.equal(shipped.status, 0, shipped.stderr);
  const counters = JSON.parse(shipped.stdout.trim().split('\n').at(-1)!) as {
    taken: number;
    shipped: number;
  };
  t.ok(counters.taken > 1000);
  t.equal(counters.shipped, counters.taken);
  const total = await eventually(
    'all records',
    async () => {
      const found = await client.call<{ total: number }>(
        'GET',
        '/api/v1/events/histogram?buckets=1&filter=observer.id:recordings',
      );
      return found.total >= counters.taken && found.total;
    },
    60_000,
  );
  t.equal(total, counters.taken);
  await eventually('an alert about the memory of LSASS', async () =>
    (await client.alerts('limit=1000')).items.find(({ rule }) => rule.tags.includes('attack.t1003.001')),
  );
  await server.stop();
});
