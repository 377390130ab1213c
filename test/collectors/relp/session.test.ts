import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { receiving } from '../listen/fixtures.js';

const open = 'relp_version=0\nrelp_software=test\ncommands=syslog';
const frame = (txnr: number, command: string, data = ''): string =>
  `${txnr} ${command} ${Buffer.byteLength(data)}${data === '' ? '' : ' '}${data}\n`;

/** A client that keeps what it is answered. */
class Client {
  readonly socket: Socket;
  said = '';

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      this.said += chunk.toString('latin1');
    });
  }

  /** Resolves when what the server said ends so. */
  async hears(end: string): Promise<void> {
    while (!this.said.endsWith(end)) await sleep(5);
  }
}

async function session(t: Test, change: { maxMessageBytes?: number } = {}) {
  const parts = await receiving(t, { transport: 'relp' }, change);
  const socket = connect(parts.receiver.port, '127.0.0.1');
  await once(socket, 'connect');
  return { ...parts, client: new Client(socket) };
}

t.test('open, syslog, close', async (t) => {
  const { sink, client, counters } = await session(t);
  client.socket.write(frame(1, 'open', open));
  await client.hears('commands=syslog\n');
  t.match(client.said, /^1 rsp \d+ 200 OK\nrelp_version=0\nrelp_software=grundwacht\ncommands=syslog\n$/);
  client.said = '';
  client.socket.write(
    `${frame(2, 'syslog', '<13>a')}${frame(3, 'syslog', '<13>b\n')}${frame(4, 'nonsense')}`,
  );
  await client.hears('known here\n');
  t.equal(
    client.said,
    '2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 42 500 the command nonsense is not known here\n',
  );
  t.strictSame(sink.texts, ['<13>a', '<13>b\n']);
  t.match(sink.envelopes[0], { source: '127.0.0.1', transport: 'relp', format: 'syslog' });
  client.said = '';
  client.socket.write(frame(5, 'close'));
  await once(client.socket, 'close');
  t.equal(client.said, '5 rsp 0\n0 serverclose 0\n');
  t.match(counters.connections, { opened: 1, failed: 0 });
});

t.test('answered only when durable, in the order of the transactions', async (t) => {
  const { sink, client } = await session(t);
  const pending: ((durable: boolean) => void)[] = [];
  sink.committed = () => new Promise((resolve) => pending.push(resolve));
  client.socket.write(frame(1, 'open', open));
  await client.hears('commands=syslog\n');
  client.said = '';
  for (const txnr of [2, 3, 4]) {
    client.socket.write(frame(txnr, 'syslog', '<13>x'));
    await sink.arrived(txnr - 1);
  }
  t.equal(pending.length, 3);
  pending[1]!(true);
  pending[2]!(false);
  await sleep(50);
  t.equal(client.said, '', 'the first is not durable yet');
  pending[0]!(true);
  await client.hears('refused\n');
  t.equal(client.said, '2 rsp 6 200 OK\n3 rsp 6 200 OK\n4 rsp 26 500 the record was refused\n');
});

t.test('a stop answers what was received, and says that the server closes', async (t) => {
  const { sink, receiver, client } = await session(t);
  let durable = (_: boolean): void => undefined;
  sink.committed = () => new Promise((resolve) => (durable = resolve));
  client.socket.write(frame(1, 'open', open) + frame(2, 'syslog', '<13>x'));
  await sink.arrived(1);
  await client.hears('commands=syslog\n');
  const stopped = receiver.stop();
  await sleep(20);
  durable(true);
  await stopped;
  t.match(client.said, /2 rsp 6 200 OK\n0 serverclose 0\n$/);
});

t.test(
  'what breaks the protocol ends the session with a hint, after what was received is answered',
  async (t) => {
    const ok = frame(1, 'open', open);
    const faults: [text: string, bytes: string][] = [
      ['a transaction left out', `${ok}${frame(2, 'syslog', 'a')}${frame(4, 'syslog', 'b')}`],
      ['a transaction twice', `${ok}${frame(2, 'syslog', 'a')}${frame(2, 'syslog', 'b')}`],
      ['no frame', `${ok}${frame(2, 'syslog', 'a')}GET / HTTP/1.1\r\n`],
      ['a wrong length', `${ok}${frame(2, 'syslog', 'a')}3 syslog 1 bbb\n`],
    ];
    for (const [text, bytes] of faults) {
      const { sink, client, counters } = await session(t);
      client.socket.write(bytes);
      await once(client.socket, 'close');
      t.match(client.said, /2 rsp 6 200 OK\n0 serverclose 0\n$/, text);
      t.strictSame(sink.texts, ['a'], text);
      t.equal(counters.connections.failed, 1, text);
    }
    for (const bytes of [frame(1, 'syslog', 'a'), frame(0, 'open', open), 'x\n']) {
      const { sink, client } = await session(t);
      client.socket.write(bytes);
      await once(client.socket, 'close');
      t.equal(client.said, '0 serverclose 0\n');
      t.strictSame(sink.texts, []);
    }
  },
);

t.test('offers that do not fit are refused with the reason', async (t) => {
  for (const [offer, reason] of [
    ['relp_version=7\ncommands=syslog', /1 rsp \d+ 500 relp_version 7 is not known here\n0 serverclose 0\n$/],
    [
      'relp_version=0\ncommands=other',
      /1 rsp \d+ 500 the command syslog has to be offered\n0 serverclose 0\n$/,
    ],
  ] as const) {
    const { client } = await session(t);
    client.socket.write(frame(1, 'open', offer));
    await once(client.socket, 'close');
    t.match(client.said, reason);
  }
});

t.test('a record beyond the limit is cut, marked and answered', async (t) => {
  const { sink, client, counters } = await session(t, { maxMessageBytes: 100 });
  client.socket.write(
    frame(1, 'open', open) + frame(2, 'syslog', '0123456789'.repeat(11)) + frame(3, 'syslog', '<13>b'),
  );
  await client.hears('3 rsp 6 200 OK\n');
  t.strictSame(sink.texts, ['0123456789'.repeat(10), '<13>b']);
  t.strictSame(
    sink.envelopes.map(({ truncated }) => truncated),
    [true, false],
  );
  t.equal(counters.truncated, 1);
});

t.test('a client that keeps no window and fetches no answer is not read any further', async (t) => {
  const { sink, client } = await session(t);
  client.socket.write(frame(1, 'open', open));
  await client.hears('commands=syslog\n');
  client.socket.pause();
  let txnr = 1;
  let before = -1;
  while (before !== txnr && sink.envelopes.length < 3_000_000) {
    before = txnr;
    for (let round = 0; round < 2000 && client.socket.writableLength < 65_536; round++) {
      let chunk = '';
      for (let i = 0; i < 200; i++) chunk += frame(++txnr, 'syslog', '<13>x');
      client.socket.write(chunk);
      if (client.socket.writableLength >= 65_536)
        await Promise.race([once(client.socket, 'drain'), sleep(300)]);
    }
  }
  t.ok(sink.envelopes.length < 3_000_000, 'it was stopped');
  client.socket.resume();
  await client.hears(`${txnr} rsp 6 200 OK\n`);
  t.equal(sink.envelopes.length, txnr - 1, 'and went on when it fetched them');
});
