import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { ReceiverCounters } from '../../../collectors/counters.js';
import { receiveTcp, type TcpOptions } from '../../../collectors/syslog/tcp.js';
import { receiveUdp } from '../../../collectors/udp/receive.js';
import { CollectingSink, silent } from '../collecting-sink.js';

const now = (): number => 1_795_294_800_000;
const loopback = { host: '127.0.0.1', port: 0 };
const udpLoopback = { ...loopback, maxMessageBytes: 1000 };

const tcpOptions: TcpOptions = {
  ...loopback,
  transport: 'tcp',
  maxMessageBytes: 1000,
  maxConnections: 10,
  maxConnectionsPerAddress: 10,
  idleMs: 0,
  proxyFrom: [],
};

async function tcp(t: Test, change: Partial<TcpOptions> = {}) {
  const sink = new CollectingSink();
  const counters = new ReceiverCounters();
  const options = { ...tcpOptions, ...change };
  const receiver = await receiveTcp(options, sink, counters, silent, now);
  t.teardown(() => receiver.stop());
  const open = async (): Promise<Socket> => {
    const socket = connect(receiver.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  return { sink, counters, receiver, open };
}

t.test('UDP: a datagram is a record', async (t) => {
  const sink = new CollectingSink();
  const counters = new ReceiverCounters();
  const receiver = await receiveUdp(udpLoopback, sink, counters, silent);
  const client = createSocket('udp4');
  for (const text of ['<13>a', '<13>two\nlines\n', '<13>é']) client.send(text, receiver.port, '127.0.0.1');
  await sink.arrived(3);
  t.strictSame(sink.texts.sort(), ['<13>a', '<13>two\nlines\n', '<13>é'].sort());
  t.match(sink.envelopes[0], {
    source: '127.0.0.1',
    transport: 'udp',
    format: 'syslog',
    truncated: false,
  });
  t.ok(Math.abs(sink.envelopes[0]!.received - Date.now()) < 60_000, 'receipt time');
  sink.full = true;
  client.send('<13>lost', receiver.port, '127.0.0.1');
  while (counters.received < 4) await sleep(5);
  t.equal(sink.envelopes.length, 3);
  t.equal(counters.dropped['buffer-full'], 1);
  t.match(counters.source('127.0.0.1', 'udp'), { received: 4, dropped: 1 });
  client.close();
  await receiver.stop();
});

t.test('TCP: both framings, several connections, the rest at the end', async (t) => {
  const { sink, counters, open } = await tcp(t);
  const first = await open();
  first.write('5 <13>a<13>b\n');
  const second = await open();
  second.end('<13>last without end');
  await sink.arrived(3);
  t.strictSame(sink.texts.sort(), ['<13>a', '<13>b', '<13>last without end']);
  t.match(sink.envelopes[0], { source: '127.0.0.1', transport: 'tcp', received: now() });
  first.destroy();
  t.equal(counters.connections.opened, 2);
});

t.test('TCP: a record beyond the limit is cut and marked', async (t) => {
  const { sink, counters, open } = await tcp(t, { maxMessageBytes: 10 });
  const socket = await open();
  socket.end('<13>0123456789\n<13>x\n');
  await sink.arrived(2);
  t.strictSame(
    sink.envelopes.map(({ truncated }) => truncated),
    [true, false],
  );
  t.equal(counters.truncated, 1);
});

t.test('TCP: a full sink makes the sender wait, and nothing is lost', async (t) => {
  const { sink, open } = await tcp(t);
  const socket = await open();
  sink.full = true;
  const line = `<13>${'x'.repeat(900)}\n`;
  const total = 20_000;
  let written = 0;
  const writeAll = (async () => {
    for (; written < total; written++) if (!socket.write(line)) await once(socket, 'drain');
    socket.end();
  })();
  let before = -1;
  while (before !== written || written === 0) {
    before = written;
    await sleep(100);
  }
  t.ok(written < total, 'the sender is stopped');
  t.ok(sink.envelopes.length < 1000, 'at most what one read brought was taken');
  sink.full = false;
  await writeAll;
  await sink.arrived(total);
  t.equal(sink.envelopes.length, total);
});

t.test('TCP: connections beyond the limit are refused and counted', async (t) => {
  const { counters, open } = await tcp(t, { maxConnections: 1 });
  const first = await open();
  const second = await open();
  await once(second, 'close');
  t.equal(counters.connections.refused, 1);
  first.destroy();
});

t.test('TCP: connections of one address beyond its limit are refused and counted', async (t) => {
  const { counters, open } = await tcp(t, { maxConnectionsPerAddress: 1 });
  const first = await open();
  const second = await open();
  await once(second, 'close');
  t.equal(counters.connections.refused, 1);
  first.destroy();
  while (!(await stays(await open()))) await sleep(5);
});

/** @returns whether a connection is kept, as an echo of nothing for a moment tells */
async function stays(socket: Socket): Promise<boolean> {
  await Promise.race([once(socket, 'close'), sleep(30)]);
  return !socket.destroyed;
}

t.test(
  'TCP: a silent connection is closed after the time allowed, one that waits for us is not',
  async (t) => {
    const { sink, counters, open } = await tcp(t, { idleMs: 50 });
    const silentOne = await open();
    silentOne.write('<13>a\n');
    await once(silentOne, 'end');
    t.equal(counters.connections.idle, 1);
    t.strictSame(sink.texts, ['<13>a']);

    sink.full = true;
    const waiting = await open();
    waiting.write('<13>b\n');
    await sink.arrived(2);
    await sleep(200);
    waiting.end('<13>c\n');
    sink.full = false;
    await sink.arrived(3);
    t.equal(counters.connections.idle, 1);
  },
);

t.test('UDP: a datagram beyond the limit is cut and marked', async (t) => {
  const sink = new CollectingSink();
  const counters = new ReceiverCounters();
  const receiver = await receiveUdp({ ...loopback, maxMessageBytes: 10 }, sink, counters, silent);
  const client = createSocket('udp4');
  client.send('<13>0123456789', receiver.port, '127.0.0.1');
  await sink.arrived(1);
  t.match(sink.envelopes[0], { truncated: true });
  t.strictSame(sink.texts, ['<13>012345']);
  t.equal(counters.truncated, 1);
  client.close();
  await receiver.stop();
});

t.test(
  'IPv6: both transports, and IPv4 senders of a dual-stack socket under their own address',
  async (t) => {
    const sink = new CollectingSink();
    const counters = new ReceiverCounters();
    const udp = await receiveUdp({ ...udpLoopback, host: '::' }, sink, counters, silent);
    const receiver = await receiveTcp({ ...tcpOptions, host: '::' }, sink, counters, silent, now);
    t.teardown(() => Promise.all([udp.stop(), receiver.stop()]));
    for (const [host, family] of [
      ['::1', 'udp6'],
      ['127.0.0.1', 'udp4'],
    ] as const) {
      const client = createSocket(family);
      client.send('<13>u', udp.port, host, () => client.close());
      connect(receiver.port, host).end('<13>t\n');
    }
    await sink.arrived(4);
    t.strictSame(sink.envelopes.map(({ source, transport }) => `${transport} ${source}`).sort(), [
      'tcp 127.0.0.1',
      'tcp ::1',
      'udp 127.0.0.1',
      'udp ::1',
    ]);
  },
);

t.test('TCP: a stop takes what has arrived', async (t) => {
  const { sink, receiver, open } = await tcp(t);
  const socket = await open();
  socket.write('<13>a\n<13>begun');
  await sink.arrived(1);
  await receiver.stop();
  t.strictSame(sink.texts, ['<13>a', '<13>begun']);
});

t.test('a port in use is a clear error', async (t) => {
  const { receiver } = await tcp(t);
  const options = { ...tcpOptions, port: receiver.port };
  await t.rejects(receiveTcp(options, new CollectingSink(), new ReceiverCounters(), silent, now), {
    code: 'PORT_IN_USE',
    message: new RegExp(`TCP 127.0.0.1:${receiver.port}`),
  });
  const udp = await receiveUdp(udpLoopback, new CollectingSink(), new ReceiverCounters(), silent);
  await t.rejects(
    receiveUdp({ ...udpLoopback, port: udp.port }, new CollectingSink(), new ReceiverCounters(), silent),
    { code: 'PORT_IN_USE' },
  );
  await udp.stop();
});

t.test('sources beyond the limit share a counter', async (t) => {
  const counters = new ReceiverCounters();
  for (let i = 0; i < 10_050; i++) counters.count(counters.source(`source-${i}`, 'udp'), 1, false);
  t.equal(counters.sources.size, 10_001);
  t.equal(counters.source('(other)', 'udp').received, 50);
  t.equal(counters.received, 10_050);
});
