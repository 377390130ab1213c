import { once } from 'node:events';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { connect as connectTcp } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import t, { type Test } from 'tap';
import type { TlsOptions } from '../../../collectors/listen/tls-options.js';
import { Authority, fingerprint, type Pair } from '../syslog/certificates.js';
import { missing } from '../syslog/programs.js';
import { folder, receiving } from './fixtures.js';

const skip = missing('openssl');

async function certificates(t: Test) {
  const dir = await folder(t);
  const ca = await Authority.create(dir);
  const server = await ca.sign('server', 'DNS:localhost,IP:127.0.0.1');
  const tls: TlsOptions = {
    ...server,
    clientCertificates: 'none',
    clientNames: [],
    clientFingerprints: [],
  };
  return { dir, ca, server, tls };
}

async function client(
  port: number,
  ca: string,
  own?: Pair,
  more: ConnectionOptions = {},
): Promise<TLSSocket> {
  const identity = own && { cert: await readFile(own.certificate), key: await readFile(own.key) };
  const options = { port, host: '127.0.0.1', ca: await readFile(ca), ...identity, ...more };
  const socket = connect(options);
  await once(socket, 'secureConnect');
  socket.on('error', () => undefined);
  return socket;
}

t.test(
  'records over TLS 1.2 and 1.3, whatever their framing; the peer is the source',
  { skip },
  async (t) => {
    const { ca, tls } = await certificates(t);
    const { sink, counters, receiver } = await receiving(t, { transport: 'tls', tls });
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await client(receiver.port, ca.certificate, undefined, { maxVersion });
      t.equal(socket.getProtocol(), maxVersion);
      socket.end('5 <13>a<13>b\n');
    }
    await sink.arrived(4);
    t.strictSame(sink.texts, ['<13>a', '<13>b', '<13>a', '<13>b']);
    t.match(sink.envelopes[0], { source: '127.0.0.1', transport: 'tls', format: 'syslog', truncated: false });
    t.match(counters.connections, { opened: 2, failed: 0, unauthorised: 0 });
  },
);

t.test(
  'older versions, cleartext and a client that trusts another authority fail and are counted',
  { skip },
  async (t) => {
    const { dir, ca, tls } = await certificates(t);
    const { sink, counters, receiver } = await receiving(t, { transport: 'tls', tls });
    const old = { minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await t.rejects(client(receiver.port, ca.certificate, undefined, old));
    const other = await Authority.create(dir, 'other');
    await t.rejects(client(receiver.port, other.certificate), { code: /VERIFY|SELF_SIGNED|UNABLE/ });
    const plain = connectTcp(receiver.port, '127.0.0.1');
    plain.on('error', () => undefined);
    plain.write('<13>in the clear\n');
    await once(plain, 'close');
    while (counters.connections.failed < 2) await sleep(5);
    t.strictSame(sink.texts, []);
    const socket = await client(receiver.port, ca.certificate);
    socket.end('<13>still there\n');
    await sink.arrived(1);
  },
);

t.test('client certificates: authority, names, fingerprints', { skip }, async (t) => {
  const { dir, ca, tls } = await certificates(t);
  const listed = await ca.sign('fw1', 'DNS:fw1.city.example');
  const wild = await ca.sign('sw', 'DNS:sw7.switches.example');
  const address = await ca.sign('addr', 'IP:192.0.2.7,IP:2001:db8::7');
  const commonName = await ca.sign('old.city.example', '');
  const unlisted = await ca.sign('x', 'DNS:fw1.city.example.evil,DNS:a.b.switches.example');
  const ended = await ca.sign('ended', 'DNS:fw1.city.example', -1);
  const stranger = await (await Authority.create(dir, 'other')).sign('stranger', 'DNS:fw1.city.example');
  const options: TlsOptions = {
    ...tls,
    clientCertificates: 'required',
    clientCa: ca.certificate,
    clientNames: ['FW1.city.example', '*.switches.example', '192.0.2.7', 'old.city.example'],
  };
  /** @returns whether the receiver takes a record of this client */
  const taken = async (change: Partial<TlsOptions>, own: Pair | undefined): Promise<boolean> => {
    const { sink, counters, receiver } = await receiving(t, {
      transport: 'tls',
      tls: { ...options, ...change },
    });
    const socket = await client(receiver.port, ca.certificate, own);
    socket.end('<13>x\n');
    while (sink.envelopes.length === 0 && counters.connections.unauthorised === 0) await sleep(5);
    return sink.envelopes.length === 1;
  };
  for (const own of [listed, wild, address, commonName]) t.ok(await taken({}, own), own.certificate);
  for (const own of [unlisted, ended, stranger, undefined])
    t.notOk(await taken({}, own), own?.certificate ?? 'none');
  t.ok(await taken({ clientNames: [] }, unlisted), 'without a list the authority is enough');
  t.notOk(await taken({ clientNames: [] }, stranger));
  t.ok(await taken({ clientCertificates: 'optional' }, undefined), 'optional: none');
  t.notOk(await taken({ clientCertificates: 'optional' }, stranger), 'optional: not a wrong one');
  for (const algorithm of ['sha1', 'sha256'] as const) {
    const clientFingerprints = [await fingerprint(stranger.certificate, algorithm)];
    t.ok(await taken({ clientFingerprints }, stranger), `${algorithm} stands for the certificate itself`);
    t.notOk(await taken({ clientFingerprints, clientNames: [] }, listed), 'and for no other');
  }
});

t.test('a new certificate is used without restart; a wrong one leaves the old', { skip }, async (t) => {
  const { dir, ca, server, tls } = await certificates(t);
  const { sink, receiver } = await receiving(t, { transport: 'tls', tls });
  const shown = async (): Promise<string> => {
    const socket = await client(receiver.port, ca.certificate);
    const { subject } = socket.getPeerCertificate();
    socket.destroy();
    return String(subject.CN);
  };
  const long = await client(receiver.port, ca.certificate);
  t.equal(await shown(), 'server');
  const renewed = await ca.sign('renewed', 'DNS:localhost,IP:127.0.0.1');
  await copyFile(renewed.certificate, server.certificate);
  await receiver.reload();
  t.equal(await shown(), 'server', 'the key is still that of the old one');
  await copyFile(renewed.key, server.key);
  await receiver.reload();
  t.equal(await shown(), 'renewed');
  await writeFile(join(dir, 'server.key'), 'no key');
  await receiver.reload();
  t.equal(await shown(), 'renewed');
  long.end('<13>a connection from before goes on\n');
  await sink.arrived(1);
});

t.test('what is wrong with the files is said at the start', { skip }, async (t) => {
  const { dir, ca, server, tls } = await certificates(t);
  const start = (change: Partial<TlsOptions>) =>
    receiving(t, { transport: 'tls', tls: { ...tls, ...change } });
  const absent = join(dir, 'absent.pem');
  await t.rejects(start({ certificate: absent }), {
    code: 'FILE_UNREADABLE',
    message: `tls.certificate: ${absent}: ENOENT; correct the path or create the file`,
  });
  await t.rejects(start({ key: absent }), { code: 'FILE_UNREADABLE', message: /^tls\.key: / });
  await t.rejects(start({ key: server.certificate }), { message: /holds no private key in PEM form/ });
  await t.rejects(start({ certificate: server.key }), { message: /holds no certificate in PEM form/ });
  const other = await ca.sign('another', 'DNS:x');
  await t.rejects(start({ key: other.key }), {
    code: 'CONFIG_INVALID',
    message: /another\.key does not belong to the certificate .*server\.pem/,
  });
  await t.rejects(start({ clientCertificates: 'required' }), { message: /tls\.client_ca/ });
  await t.rejects(receiving(t, { transport: 'tls' }), { message: /name certificate and key/ });
});
