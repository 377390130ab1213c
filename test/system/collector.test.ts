import { spawn } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import t from 'tap';
import { stringify } from 'yaml';
import type { Collector } from '../../server/contract/identity.js';
import { Authority } from '../collectors/syslog/certificates.js';
import { programs } from '../collectors/syslog/programs.js';
import { eventually, TestClient } from '../helpers/client.js';
import { nodeCommand } from '../helpers/node.js';
import { cliFile, freePort, startServer } from '../helpers/server.js';
import { sendTcp } from '../helpers/syslog.js';

t.test(
  'a collector on another machine: pinned HTTPS, followed files, inputs from the server, its own health',
  { skip: programs.openssl === undefined && 'needs openssl' },
  async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'grundwacht-collector-'));
    t.teardown(() => rmSync(dir, { recursive: true, force: true }));
    const authority = await Authority.create(dir);
    const { certificate, key } = await authority.sign('server', 'IP:127.0.0.1');
    // For this test's own requests; the collector checks the pin.
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const server = await startServer(t, {
      https: true,
      env: { GRUNDWACHT_TLS_CERT: certificate, GRUNDWACHT_TLS_KEY: key },
    });
    const admin = await TestClient.login(server);
    const { token } = await admin.call<{ token: string }>('POST', '/api/v1/collectors', { id: 'branch' });

    const logs = join(dir, 'logs');
    mkdirSync(logs);
    const log = join(logs, 'auth.log');
    const line = (n: number) => `<38>1 ${new Date().toISOString()} tail-test sshd ${n} - - line ${n}\n`;
    writeFileSync(log, line(1));
    const port = await freePort();
    const config = join(dir, 'collect.yaml');
    const pin = `sha-256:${new X509Certificate(readFileSync(certificate)).fingerprint256}`;
    writeFileSync(
      config,
      stringify({
        url: server.url,
        id: 'branch',
        tls: { pin },
        spool: { path: 'spool' },
        inputs: { files: [{ paths: [log] }] },
        remote: { folders: [logs], ports: [port], poll_seconds: 1 },
      }),
    );
    writeFileSync(join(dir, 'token'), `${token}\n`);
    const child = spawn(
      ...nodeCommand(cliFile, 'collect', '--config', config, '--token-file', join(dir, 'token')),
      { stdio: ['ignore', 'inherit', 'pipe'], env: { ...process.env, NODE_TLS_REJECT_UNAUTHORIZED: '1' } },
    );
    t.teardown(() => void child.kill('SIGKILL'));
    let printed = '';
    child.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const stored = async () => (await admin.allEvents('filter=host.name:tail-test')).length;
    await eventually('the first line', async () => (await stored()) === 1);
    renameSync(log, `${log}.1`);
    writeFileSync(log, line(2));
    await eventually('the line after the rotation', async () => (await stored()) === 2);

    const collector = async () => {
      const { items } = await admin.call<{ items: Collector[] }>('GET', '/api/v1/collectors');
      return items.find(({ id }) => id === 'branch');
    };
    await eventually('its health', async () => (await collector())?.health !== null);
    t.match((await collector())!.health, {
      rejected: 0,
      inputs_version: null,
      inputs_error: null,
      version: /\d/,
    });
    const inputs = {
      syslog: [{ transport: 'tcp', host: '127.0.0.1', port }],
      files: [{ paths: [join(logs, '*.trace')] }],
    };
    await admin.call('PUT', '/api/v1/collectors/branch/inputs', { version: 0, inputs });
    appendFileSync(join(logs, 'x.trace'), line(3));
    await eventually('a file that the server has named', async () => (await stored()) === 3, 60_000);
    await sendTcp(port, [line(4).trimEnd()]);
    await eventually('syslog on a port that the server has named', async () => (await stored()) === 4);
    await admin.call('PUT', '/api/v1/collectors/branch/inputs', {
      version: 1,
      inputs: { files: [{ paths: ['/etc/passwd'] }] },
    });
    await eventually(
      'a refusal',
      async () => /files\/0\/paths\/0/.test((await collector())?.health?.inputs_error ?? ''),
      60_000,
    );
    t.match((await collector())!.health, { inputs_version: 1, clock_skew_ms: Number });
    t.ok(Math.abs((await collector())!.health!.clock_skew_ms!) < 2000, 'the same clock');
    const [health] = (await admin.events('filter=event.action:collector_health')).items;
    t.match(health, { 'event.action': 'collector_health' }, 'its health is an event, too');

    const shown = () =>
      new Promise<string>((resolve, reject) => {
        const socket = connect({ port: server.httpPort, host: '127.0.0.1' }, () => {
          resolve(String(socket.getPeerCertificate().subject.CN));
          socket.destroy();
        }).on('error', reject);
      });
    const another = await authority.sign('another', 'IP:127.0.0.1');
    copyFileSync(another.certificate, certificate);
    copyFileSync(another.key, key);
    process.kill(server.pid, 'SIGHUP');
    await eventually('the new certificate', async () => (await shown()) === 'another');
    child.kill('SIGINT');
    const [code] = (await once(child, 'exit')) as [number | null];
    t.equal(code, 0, printed);
    t.equal(await server.stop(), 0);
  },
);
