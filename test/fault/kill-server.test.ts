import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { eventually, TestClient } from '../helpers/client.js';
import { nodeCommand } from '../helpers/node.js';
import { cliFile, freePort, startServer } from '../helpers/server.js';
import { sendTcp } from '../helpers/syslog.js';

/** The long form kills more often: `GRUNDWACHT_KILLS=20`. */
const kills = Number(process.env['GRUNDWACHT_KILLS'] ?? 1);
delete process.env['GRUNDWACHT_KILLS'];
const messages = Math.max(50_000, 10_000 * kills);

function* numbered(): Generator<string> {
  const time = new Date().toISOString();
  for (let n = 0; n < messages; n++) yield `<14>1 ${time} kill-test app ${n} - - message number ${n}`;
}

t.test(
  `kill -9 of the server (${kills} times) in the middle of ${messages} messages from a collector: each is stored exactly once`,
  { timeout: 240_000 + kills * 30_000 },
  async (t) => {
    const server = await startServer(t);
    const admin = await TestClient.login(server);
    const { token } = await admin.call<{ token: string }>('POST', '/api/v1/collectors', {
      id: 'branch-office',
    });
    const spool = mkdtempSync(join(tmpdir(), 'grundwacht-spool-'));
    t.teardown(() => rmSync(spool, { recursive: true, force: true }));
    const port = await freePort();
    const collector = spawn(
      ...nodeCommand(
        cliFile,
        'collect',
        '--url',
        server.url,
        '--id',
        'branch-office',
        '--spool',
        spool,
        '--syslog-host',
        '127.0.0.1',
        '--syslog-port',
        String(port),
      ),
      { env: { ...process.env, GRUNDWACHT_TOKEN: token }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    t.teardown(() => void collector.kill('SIGKILL'));
    await listening(collector);

    const sent = sendTcp(port, numbered());
    let running = server;
    let client = admin;
    for (let kill = 1; kill <= kills; kill++) {
      const part = Math.floor((messages * kill) / (kills + 9));
      await eventually(`${part} messages`, async () => (await received(client)) >= part, 90_000);
      await running.kill();
      if (kill === kills) await sent;
      running = await startServer(t, {
        dataDir: server.dataDir,
        ports: { http: server.httpPort, syslog: server.syslogPort },
      });
      client = await TestClient.login(running);
    }
    const [again, returned] = [running, client];
    await eventually('all messages', async () => (await received(returned)) >= messages, 90_000);
    await eventually('a ledger that balances', async () => {
      const { items } = await returned.call<{ items: Ledger[] }>('GET', '/api/v1/sources');
      // Beside the messages it tells how it is.
      const [source, ...others] = items.filter(
        ({ collector, transport }) => collector === 'branch-office' && transport !== 'internal',
      );
      const { received, stored, rejected } = source!;
      return others.length === 0 && received === messages && stored === messages && rejected === 0;
    });

    const stored = await returned.allEvents('filter=host.name:kill-test');
    const numbers = new Set(stored.map((event) => event['log.syslog.procid']));
    t.equal(stored.length, messages, 'no message twice');
    t.equal(numbers.size, messages, 'no message missing');
    collector.kill('SIGINT');
    await once(collector, 'exit');
    t.equal(collector.exitCode, 0);
    t.equal(await again.stop(), 0);
  },
);

interface Ledger {
  collector: string;
  transport: string;
  received: number;
  stored: number;
  rejected: number;
}

async function received(client: TestClient): Promise<number> {
  const { total } = await client.call<{ total: number }>(
    'GET',
    '/api/v1/events/histogram?filter=host.name:kill-test&buckets=1',
  );
  return total;
}

function listening(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let printed = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (text) => {
        printed += text;
        if (/syslog/i.test(printed)) done();
      });
    }
    child.once('exit', (code) => fail(new Error(`the collector ended with ${code}:\n${printed}`)));
  });
}
