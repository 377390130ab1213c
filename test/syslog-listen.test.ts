import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { loadConfig } from '../server/config/config.js';
import { limitsOf, listenOf } from '../server/syslog-listen.js';

const folder = mkdtempSync(join(tmpdir(), 'grundwacht-listen-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));
const load = (text: string) => {
  const file = join(folder, 'c.yaml');
  writeFileSync(file, text);
  return loadConfig({ file, env: {}, cwd: folder }).syslog;
};

t.test('UDP and TCP by default, with the limits', async (t) => {
  const syslog = load('');
  t.strictSame(listenOf(syslog), [
    { transport: 'udp', host: '0.0.0.0', port: 5514 },
    { transport: 'tcp', host: '0.0.0.0', port: 5514 },
  ]);
  t.strictSame(limitsOf(load('syslog: { idle_seconds: 60, max_connections: 7 }')), {
    maxMessageBytes: 65536,
    maxConnections: 7,
    maxConnectionsPerAddress: 500,
    idleMs: 60_000,
  });
});

t.test('any number of further addresses; null closes the first', async (t) => {
  const syslog = load(`
syslog:
  port: null
  listen:
    - { transport: udp, port: 514 }
    - { transport: tls, host: "::", port: 6514, proxy_protocol_from: [192.0.2.0/24] }
    - transport: relp-tls
      port: 2515
      tls: { certificate: b.pem, key: b.key, client_certificates: required, client_ca: ca.pem, client_names: [fw1] }
  tls: { certificate: a.pem, key: a.key }
`);
  const shared = { certificate: 'a.pem', key: 'a.key', clientCertificates: 'none' };
  t.strictSame(listenOf(syslog), [
    { transport: 'udp', host: '0.0.0.0', port: 514, proxyFrom: [] },
    {
      transport: 'tls',
      host: '::',
      port: 6514,
      proxyFrom: ['192.0.2.0/24'],
      tls: { ...shared, clientNames: [], clientFingerprints: [] },
    },
    {
      transport: 'relp-tls',
      host: '0.0.0.0',
      port: 2515,
      proxyFrom: [],
      tls: {
        certificate: 'b.pem',
        key: 'b.key',
        clientCertificates: 'required',
        clientCa: 'ca.pem',
        clientNames: ['fw1'],
        clientFingerprints: [],
      },
    },
  ]);
});

t.test('what does not go together is refused by its key', async (t) => {
  const faults: [text: string, message: RegExp][] = [
    ['{ transport: tls, port: 1 }', /"syslog\.listen\.0" .* PEM file in "syslog\.tls\.certificate"/],
    ['{ transport: tls, port: 1, tls: { certificate: a } }', /"syslog\.listen\.0\.tls\.key"/],
    ['{ transport: tcp, port: 1, tls: { certificate: a, key: b } }', /no effect on the transport tcp/],
    ['{ transport: udp, port: 1, proxy_protocol_from: [192.0.2.1] }', /not for UDP/],
    [
      '{ transport: tcps, port: 1 }',
      /line 2: "syslog\.listen\.0\.transport" has to be one of udp, tcp, tls, relp, relp-tls/,
    ],
    ['{ transport: tcp }', /"syslog\.listen\.0" must have required property 'port'/],
    ['{ transport: tcp, prot: 1, port: 1 }', /no key "syslog\.listen\.0\.prot".*Did you mean "port"/],
    [
      '{ transport: tls, port: 1, tls: { certificate: a, key: b, client_fingerprints: [AB:CD] } }',
      /client_fingerprints\.0" must match pattern/,
    ],
  ];
  for (const [entry, message] of faults) {
    t.throws(
      () => listenOf(load(`syslog:\n  listen: [${entry}]\n`)),
      { code: 'CONFIG_INVALID', message },
      entry,
    );
  }
});
