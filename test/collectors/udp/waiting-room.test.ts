import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { ReceiverCounters } from '../../../collectors/counters.js';
import { WaitingRoom } from '../../../collectors/udp/waiting-room.js';
import { CollectingSink } from '../collecting-sink.js';

t.test(
  'the oldest datagrams are dropped and counted; the newest come through when there is room',
  async (t) => {
    const sink = new CollectingSink();
    const counters = new ReceiverCounters();
    const counter = counters.source('192.0.2.1', 'udp');
    sink.full = true;
    const room = new WaitingRoom(sink, counters, 100);
    const add = (text: string) =>
      room.add(
        {
          source: '192.0.2.1',
          transport: 'udp',
          format: 'syslog',
          dataset: '',
          received: 1,
          truncated: false,
          raw: Buffer.from(text),
        },
        counter,
      );
    for (let i = 0; i < 30; i++) add(`datagram ${i + 10}`);
    t.equal(sink.envelopes.length, 0);
    t.match(counters, { dropped: { 'buffer-full': 21 }, received: 21 });
    sink.full = false;
    for (let i = 0; i < 200 && !room.isEmpty; i++) await sleep(10);
    t.strictSame(
      sink.texts,
      Array.from({ length: 9 }, (_, i) => `datagram ${i + 31}`),
    );
    t.match(counter, { received: 30, dropped: 21 }, 'received is handed on plus dropped');
    sink.full = true;
    add('the last');
    room.close();
    t.equal(sink.texts.at(-1), 'the last', 'a stop loses none');
  },
);
