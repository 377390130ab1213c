import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { isAlive, readPidFile } from '../server/postgres/pid-file.js';
import { eventually, TestClient } from './helpers/client.js';
import { nodeCommand } from './helpers/node.js';
import { cliFile, startServer } from './helpers/server.js';
import { sendTcp, stamp3164 } from './helpers/syslog.js';

t.test(
  'a fresh start: ready, one administrator, a line in becomes an alert; what is left of it by kill -9 and by Ctrl-C',
  async (t) => {
    const server = await startServer(t, { ownCluster: true });
    t.match(server.output(), new RegExp(server.url), 'prints where it listens');
    t.notMatch(server.output(), server.adminPassword, 'a given password is not printed');
    const client = await TestClient.login(server);
    const now = new Date();
    const lines = Array.from(
      { length: 12 },
      (_, i) =>
        `<38>${stamp3164(now)} srv-web01 sshd[${2000 + i}]: Failed password for root from 203.0.113.9 port ${40000 + i} ssh2`,
    );
    await sendTcp(server.syslogPort, lines);
    const alert = await eventually('an alert about 203.0.113.9', async () =>
      (await client.alerts()).items.find((a) => a.entity.value.includes('203.0.113.9')),
    );
    t.match(alert, {
      state: 'new',
      rule: { id: String, title: String },
      count: Number,
      first_seen: String,
      last_seen: String,
    });
    const events = await eventually('12 events', async () => {
      const { items } = await client.events('filter=source.ip:203.0.113.9&limit=100');
      return items.length === 12 && items;
    });
    t.equal(events[0]!['event.action'], 'ssh_login');
    t.same(new Set(events.map((e) => e['event.original'])), new Set(lines), 'kept byte for byte');
    await eventually('the collector that was heard', async () => {
      const { items } = await client.call<{ items: { id: string; last_seen: string | null }[] }>(
        'GET',
        '/api/v1/collectors',
      );
      return items.some(({ id, last_seen }) => id === 'local' && last_seen !== null);
    });
    const changed = await client.call<{ state: string }>('PATCH', `/api/v1/alerts/${alert.id}`, {
      state: 'acknowledged',
    });
    t.ok(changed);

    t.comment('a second server on the same folder is refused and does no harm to the first');
    const second = spawnSync(...nodeCommand(cliFile, 'serve'), {
      env: {
        ...process.env,
        GRUNDWACHT_DATA: server.dataDir,
        GRUNDWACHT_HTTP_PORT: '0',
        GRUNDWACHT_SYSLOG_PORT: '0',
      },
      encoding: 'utf8',
    });
    t.equal(second.status, 1);
    t.match(second.stderr, /CONFLICT/);
    t.equal((await fetch(`${server.url}/api/v1/health`)).status, 200);

    const postgres = readPidFile(join(server.dataDir, 'postgres'))!.pid;
    await server.kill();
    t.ok(isAlive(postgres), 'kill -9 leaves PostgreSQL');
    const adopting = await startServer(t, {
      dataDir: server.dataDir,
      ports: { http: server.httpPort, syslog: server.syslogPort },
    });
    await TestClient.login(adopting);
    t.equal(statSync(adopting.dataDir).mode & 0o006, 0, 'others cannot list the data folder');
    t.equal(await adopting.stop(), 0);
    t.notOk(isAlive(postgres), 'with Ctrl-C PostgreSQL ends too');

    const again = await startServer(t, { dataDir: server.dataDir });
    const returned = await TestClient.login(again);
    t.equal((await returned.alerts()).items.find((a) => a.id === alert.id)?.state, 'acknowledged');
    t.equal(
      (await returned.allEvents('filter=source.ip:203.0.113.9')).length,
      12,
      'nothing lost, nothing doubled',
    );
    t.equal(await again.stop(), 0);
  },
);
