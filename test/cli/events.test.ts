import { readdirSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { examine } from '../../server/cli/examine.js';
import { loadConfig } from '../../server/config/config.js';
import type { RetentionOverview } from '../../server/contract/retention.js';
import { startPostgres } from '../../server/postgres/supervisor.js';
import { openDatabase } from '../../server/store/database.js';
import { encodeRows } from '../../server/store/events/event-rows.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import { eventually, TestClient } from '../helpers/client.js';
import { startServer } from '../helpers/server.js';
import { sendTcp, stamp3164 } from '../helpers/syslog.js';
import { plainEvents } from '../store/events/plain-events.js';
import { startCommands } from './command-process.js';

const server = await startServer(t);
const client = await TestClient.login(server);
const { dataDir } = server;
const env = { GRUNDWACHT_DATA: dataDir, GRUNDWACHT_HTTP_PORT: String(server.httpPort) };
const events = startCommands(t, { ...process.env, ...env }, 'events');
const overview = (): Promise<RetentionOverview> => client.call('GET', '/api/v1/retention');
const config = loadConfig({ file: undefined, env, cwd: dataDir });
const segmentsLine = async () => (await examine(config)).find(({ check }) => check === 'segments');

await sendTcp(
  server.syslogPort,
  [1, 2, 3].map(
    (n) => `<38>${stamp3164(new Date())} web01 sshd[${n}]: Accepted password for eva from 192.0.2.${n}`,
  ),
);

t.test('the ledger counts what is not sealed yet', async (t) => {
  const { ledger } = await eventually('three events', async () => {
    const answer = await overview();
    return answer.ledger.stored === 3 && answer;
  });
  t.match(ledger, { stored: 3, sealed: 0, unsealed: 3, deleted: 0 });
});

t.test('retention is shown and changed, in somebodys name and with a reason', async (t) => {
  t.match((await events('retention')).stdout, /^Retention of default \(the default\)\n +\* +90 days\n/);
  t.match(await events('retention', '--days', '30'), { code: 2, stderr: /a change needs a --reason/ });
  const reason = ['--reason', 'decided by the council'];
  const changed = await events('retention', '--days', '120', '--purpose', 'attacks', ...reason);
  t.equal(changed.stderr, '');
  t.match(changed.stdout, /\(version 1, by admin\)\n +\* +120 days {2}attacks\n/);
  t.equal((await events('retention', '--dataset', 'linux.*', '--days', '30', ...reason)).code, 0);
  t.match(await overview(), {
    state: {
      version: 2,
      policy: { days: 120, alert_days: 365, datasets: [{ dataset: 'linux.*', days: 30 }] },
    },
    history: [
      { by: 'admin', reason: 'decided by the council' },
      { old: { days: 90 }, new: { days: 120 } },
    ],
  });
  t.equal((await events('retention', '--dataset', 'linux.*', '--remove', ...reason)).code, 0);
  t.same((await overview()).state.policy.datasets, []);
  t.match(await events('retention', '--dataset', 'linux.*', '--remove', ...reason), {
    code: 1,
    stderr: /NOT_FOUND: --dataset: linux\.\* has no rule of its own/,
  });
  t.match(await events('retention', '--days', '0', ...reason), { code: 2, stderr: /from 1 to 36500/ });
  t.match(await events('retention', '--tenant', 'gone'), { code: 1, stderr: /there is no tenant gone/ });
});

t.test('a hold is set, listed and lifted', async (t) => {
  t.equal((await events('hold', 'list')).stdout, 'no legal hold\n');
  t.match(await events('hold', 'set', '--title', 'x'), { code: 2, stderr: /--reason/ });
  const what = ['--title', 'Az. 12/26', '--reason', 'prosecutor', '--host', 'web01', '--from', '2026-01-01'];
  const set = await events('hold', 'set', ...what, '--json');
  const [{ id }] = JSON.parse(set.stdout);
  t.match((await overview()).holds, [
    { id, title: 'Az. 12/26', from: '2026-01-01T00:00:00.000Z', to: null, hosts: ['web01'], set_by: 'admin' },
  ]);
  t.equal((await events('hold', 'lift', id, '--reason', 'closed')).code, 0);
  t.match((await events('hold', 'list')).stdout, /lifted .* by admin: closed\n$/);
  t.match(await events('hold', 'lift', id, '--reason', 'x'), { code: 1, stderr: /CONFLICT/ });
});

t.test('without a server the database is started for it; damage is found', async (t) => {
  t.match(await events('verify'), { code: 0, stdout: /^0 segments, 0 events, 0 bytes: all as recorded\n$/ });
  await server.stop();
  const postgres = await startPostgres({ dataDir });
  const db = openDatabase(postgres.url);
  const store = await openEventStore({ dir: join(dataDir, 'events'), db });
  await store.append(encodeRows(plainEvents(0, 3, 'default')), store.sealedPosition() + 1);
  await store.seal();
  await store.close();
  t.match(await segmentsLine(), { state: 'ok', detail: /^1 with 3 events/ });
  const folder = join(dataDir, 'events', 'default');
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.parquet'));
  truncateSync(join(folder, name!), 10);
  t.match(await segmentsLine(), {
    state: 'failed',
    detail: /^default\/[\w-]+\.parquet: 10 bytes instead of \d+\. grundwacht events verify/,
  });
  await db.destroy();
  await postgres.stop();
  const damaged = await events('verify');
  t.equal(damaged.code, 1, damaged.stderr);
  t.match(damaged.stdout, /^size +default\/[\w-]+\.parquet: 10 bytes instead of \d+\n1 segments, 3 events/);
  t.match((await events('retention')).stdout, /Segments: 1, 3 events/);
  t.match(await segmentsLine(), { state: 'ok', detail: /not checked/ });
});
