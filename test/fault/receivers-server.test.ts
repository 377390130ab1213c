import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import t from 'tap';
import { Authority } from '../collectors/syslog/certificates.js';
import { missing } from '../collectors/syslog/programs.js';
import { eventually, TestClient } from '../helpers/client.js';
import { RelpClient } from '../helpers/relp-client.js';
import { freePort, startServer } from '../helpers/server.js';

interface Source {
  source: string;
  transport: string;
  received: number;
  stored: number;
  rejected: number;
}

t.test(
  'a server with TLS and RELP: acknowledged, then killed (-9): stored; certificates renewed at SIGHUP; drops in the ledger',
  { skip: missing('openssl') },
  async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'grundwacht-listen-'));
    t.teardown(() => rmSync(dir, { recursive: true, force: true }));
    const ca = await Authority.create(dir);
    const pair = await ca.sign('first', 'IP:127.0.0.1');
    const [tls, relp] = [await freePort(), await freePort()];
    const config = join(dir, 'grundwacht.yaml');
    writeFileSync(
      config,
      `syslog:
  listen:
    - { transport: tls, host: 127.0.0.1, port: ${tls} }
    - { transport: relp, host: 127.0.0.1, port: ${relp} }
  tls: { certificate: ${pair.certificate}, key: ${pair.key} }
`,
    );
    const server = await startServer(t, { env: { GRUNDWACHT_CONFIG: config } });
    const message = (app: string, n: number) =>
      `<14>1 2026-11-22T01:00:00Z relp-host ${app} ${n} - - message ${n}`;
    const client = await RelpClient.open(relp);
    await client.sendAll(
      Array.from({ length: 2000 }, (_, n) => message('relp', n)),
      128,
    );
    t.equal(client.acknowledged.length, 2000);
    await server.kill();

    const again = await startServer(t, {
      dataDir: server.dataDir,
      ports: { http: server.httpPort, syslog: server.syslogPort },
      env: { GRUNDWACHT_CONFIG: config },
    });
    const admin = await TestClient.login(again);
    const stored = async (filter: string): Promise<number> =>
      (await admin.call<{ total: number }>('GET', `/api/v1/events/histogram?filter=${filter}&buckets=1`))
        .total;
    await eventually('the acknowledged records', async () => (await stored('host.name:relp-host')) === 2000);

    const subject = async (): Promise<string> => {
      const socket = connect({ port: tls, host: '127.0.0.1', ca: readFileSync(ca.certificate) });
      await once(socket, 'secureConnect', { signal: AbortSignal.timeout(60_000) });
      socket.end(`${message('tls', 0).length} ${message('tls', 0)}`);
      socket.resume();
      return String(socket.getPeerCertificate().subject.CN);
    };
    t.equal(await subject(), 'first');
    const renewed = await ca.sign('second', 'IP:127.0.0.1');
    copyFileSync(renewed.certificate, pair.certificate);
    copyFileSync(renewed.key, pair.key);
    process.kill(again.pid, 'SIGHUP');
    await eventually('the new certificate', async () => (await subject()) === 'second');

    const udp = createSocket('udp4');
    for (let i = 0; i < 3; i++) udp.send('', again.syslogPort, '127.0.0.1');
    await eventually('empty datagrams in the ledger', async () => {
      const sources = await admin.call<{ sources?: Source[] } | Source[]>('GET', '/api/v1/sources');
      const rows = Array.isArray(sources)
        ? sources
        : (Object.values(sources).find(Array.isArray) as Source[]);
      const row = rows.find(({ transport, rejected }) => transport === 'udp' && rejected > 0);
      return row?.rejected === 3 && row.received === row.stored + row.rejected;
    });
    udp.close();
    t.equal(await again.stop(), 0);
  },
);
