import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { readPidFile } from '../server/postgres/pid-file.js';
import { TestClient } from './helpers/client.js';
import { nodeCommand } from './helpers/node.js';
import { cliFile, freePort, startServer } from './helpers/server.js';

t.test('the first password is made up, printed once and has to be changed', async (t) => {
  const server = await startServer(t, { env: { GRUNDWACHT_ADMIN_PASSWORD: '' } });
  const password = /admin\s*\/\s*(\S+)/.exec(server.output())?.[1];
  t.ok(password);
  const client = await TestClient.login({ url: server.url, adminPassword: password! });
  t.match(await client.call('GET', '/api/v1/session'), { user: { must_change_password: true } });
  await t.rejects(client.alerts(), /PASSWORD_CHANGE_REQUIRED/);
  await server.stop();
  const again = await startServer(t, { dataDir: server.dataDir, env: { GRUNDWACHT_ADMIN_PASSWORD: '' } });
  t.notMatch(again.output(), /admin\s*\//, 'not printed a second time');
  await again.stop();
});

t.test('a port in use is a clear message, and leaves nothing running', async (t) => {
  const occupied = createServer();
  occupied.listen(0, '127.0.0.1');
  await once(occupied, 'listening');
  t.teardown(() => occupied.close());
  const { port } = occupied.address() as { port: number };
  const data = mkdtempSync(join(tmpdir(), 'grundwacht-'));
  t.teardown(() => rmSync(data, { recursive: true, force: true }));
  const child = spawn(...nodeCommand(cliFile, 'serve'), {
    env: {
      ...process.env,
      GRUNDWACHT_DATA: data,
      GRUNDWACHT_HTTP_PORT: String(port),
      GRUNDWACHT_SYSLOG_PORT: String(await freePort()),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let printed = '';
  child.stderr.on('data', (text) => (printed += text));
  const [code] = await once(child, 'exit');
  t.equal(code, 1);
  t.match(printed, new RegExp(`PORT_IN_USE.*${port}`));
  t.equal(readPidFile(join(data, 'postgres')), undefined);
});
