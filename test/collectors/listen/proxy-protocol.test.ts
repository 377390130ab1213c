import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls } from 'node:tls';
import fc from 'fast-check';
import t from 'tap';
import { parseProxyHeader } from '../../../collectors/listen/proxy-protocol.js';
import { trustedAddresses } from '../../../collectors/listen/trusted-addresses.js';
import { Authority } from '../syslog/certificates.js';
import { missing } from '../syslog/programs.js';
import { folder, receiving } from './fixtures.js';

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');

/** A version 2 header. */
function binary(command: number, family: number, addresses: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(addresses.length);
  return Buffer.concat([signature, Buffer.from([0x20 | command, family]), length, addresses]);
}
const ipv4 = binary(1, 0x11, Buffer.from([198, 51, 100, 7, 192, 0, 2, 1, 0xea, 0x60, 2, 2]));
const ipv6 = binary(
  1,
  0x21,
  Buffer.concat([Buffer.from('20010db8000000000000000000000007', 'hex'), Buffer.alloc(16 + 4)]),
);
const withTlv = binary(1, 0x11, Buffer.concat([ipv4.subarray(16), Buffer.from([4, 0, 3, 1, 2, 3])]));

const headers: [text: string, bytes: Buffer, source: string | undefined][] = [
  ['version 1', Buffer.from('PROXY TCP4 198.51.100.7 192.0.2.1 60000 514\r\n'), '198.51.100.7'],
  ['version 1, IPv6', Buffer.from('PROXY TCP6 2001:db8::7 2001:db8::1 60000 514\r\n'), '2001:db8::7'],
  ['version 1, unknown', Buffer.from('PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n'), undefined],
  ['version 2', ipv4, '198.51.100.7'],
  ['version 2, IPv6', ipv6, '2001:db8::7'],
  ['version 2, TLVs', withTlv, '198.51.100.7'],
  ['version 2, LOCAL', binary(0, 0, Buffer.alloc(0)), undefined],
];

t.test('headers, cut at every byte', async (t) => {
  for (const [text, bytes, source] of headers) {
    const stream = Buffer.concat([bytes, Buffer.from('<13>x\n')]);
    t.strictSame(parseProxyHeader(stream), { kind: 'header', source, length: bytes.length }, text);
    for (let end = 0; end < bytes.length; end++)
      t.equal(parseProxyHeader(stream.subarray(0, end)).kind, 'incomplete', `${text}, ${end} bytes`);
  }
});

t.test('what is no header', async (t) => {
  const wrong = [
    '<13>x\n',
    'PROXY TCP4 198.51.100.7 192.0.2.1 60000\r\n',
    'PROXY TCP4 2001:db8::7 192.0.2.1 1 2\r\n',
    'PROXY TCP4 1.2.3.4.5 192.0.2.1 1 2\r\n',
    'PROXY UDP4 1.2.3.4 192.0.2.1 1 2\r\n',
    `PROXY TCP4 ${'1'.repeat(200)}`,
    '\r\n\r\n\0\r\nQUIX',
  ].map((text) => Buffer.from(text, 'latin1'));
  const long = binary(1, 0x11, Buffer.alloc(5000));
  const version = Buffer.from(ipv4).fill(0x31, 12, 13);
  for (const bytes of [...wrong, long, version, binary(1, 0x31, Buffer.alloc(216))])
    t.equal(parseProxyHeader(bytes).kind, 'invalid', bytes.toString('latin1', 0, 40));
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      parseProxyHeader(Buffer.from(bytes));
      parseProxyHeader(Buffer.concat([signature, bytes]));
    }),
  );
});

t.test('trusted addresses', async (t) => {
  const trusted = trustedAddresses(['192.0.2.7', '198.51.100.0/24', '2001:db8::/32']);
  for (const address of ['192.0.2.7', '198.51.100.200', '2001:db8:1::1']) t.ok(trusted.has(address), address);
  for (const address of ['192.0.2.8', '198.51.101.1', '2001:db9::1', 'unknown', ''])
    t.notOk(trusted.has(address), address);
  for (const entry of ['proxy', '192.0.2.0/33', '192.0.2.0/', '192.0.2.0/2/4', '1.2.3'])
    t.throws(() => trustedAddresses([entry]), { code: 'CONFIG_INVALID' }, entry);
});

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

t.test('the header of a trusted proxy names the source, also in pieces', async (t) => {
  const { sink, receiver } = await receiving(t, { transport: 'tcp', proxyFrom: ['127.0.0.0/8'] });
  for (const [index, [text, bytes, source]] of headers.entries()) {
    const socket = await open(receiver.port);
    socket.setNoDelay(true);
    socket.write(bytes.subarray(0, 9));
    await sleep(10);
    socket.write(Buffer.concat([bytes.subarray(9), Buffer.from('<13>x\n<13>')]));
    socket.end('y\n');
    await sink.arrived(2 * index + 2);
    t.equal(sink.envelopes.at(-1)?.source, source ?? '127.0.0.1', text);
  }
  t.strictSame(sink.texts.slice(0, 2), ['<13>x', '<13>y']);
});

t.test('without a header a proxy is refused; from others no header is believed', async (t) => {
  const { sink, counters, receiver } = await receiving(t, { transport: 'tcp', proxyFrom: ['127.0.0.1'] });
  const socket = await open(receiver.port);
  socket.write('<13>x\n');
  await once(socket, 'close');
  t.equal(counters.connections.failed, 1);
  t.strictSame(sink.texts, []);

  const other = await receiving(t, { transport: 'tcp', proxyFrom: ['192.0.2.1'] });
  (await open(other.receiver.port)).end('PROXY TCP4 198.51.100.7 192.0.2.1 60000 514\r\n<13>x\n');
  await other.sink.arrived(2);
  t.match(other.sink.envelopes[0], { source: '127.0.0.1' });
});

t.test('the header comes before TLS', { skip: missing('openssl') }, async (t) => {
  const ca = await Authority.create(await folder(t));
  const pair = await ca.sign('server', 'IP:127.0.0.1');
  const tls = { ...pair, clientCertificates: 'none', clientNames: [], clientFingerprints: [] } as const;
  const { sink, receiver } = await receiving(t, { transport: 'tls', tls, proxyFrom: ['127.0.0.1'] });
  const socket = await open(receiver.port);
  socket.write(ipv4);
  const secure = connectTls({ socket, ca: await readFile(ca.certificate), host: '127.0.0.1' });
  secure.end('5 <13>a');
  await sink.arrived(1);
  t.match(sink.envelopes[0], { source: '198.51.100.7', transport: 'tls' });
});
