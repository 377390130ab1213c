import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import t from 'tap';
import { ReceiverCounters } from '../../../collectors/counters.js';
import { dropMeter } from '../../../collectors/udp/drop-meter.js';
import { silent } from '../collecting-sink.js';

for (const [host, type] of [
  ['127.0.0.1', 'udp4'],
  ['::1', 'udp6'],
] as const) {
  t.test(
    `${type}: what the kernel drops is received and dropped`,
    { skip: !existsSync('/proc/net/udp6') && 'this system counts no drops in /proc' },
    async (t) => {
      const socket = createSocket(type);
      let read = 0;
      socket.on('message', () => read++);
      socket.bind(0, host);
      await once(socket, 'listening');
      const counters = new ReceiverCounters();
      const measure = dropMeter(socket.address(), counters, silent);
      const client = createSocket(type);
      client.connect(socket.address().port, host);
      await once(client, 'connect');
      // Handed to the kernel without giving the receiver, in this same thread, a turn.
      const sent = 3000;
      const datagram = Buffer.alloc(8000, '<13>');
      await new Promise<void>((resolve) => {
        let left = sent;
        for (let i = 0; i < sent; i++) client.send(datagram, () => --left === 0 && resolve());
      });
      while (read + counters.received < sent) {
        await Promise.all([measure(), measure()]);
        await new Promise(setImmediate);
      }
      t.ok(counters.dropped.kernel > 0, `${counters.dropped.kernel} dropped`);
      t.equal(read + counters.dropped.kernel, sent, 'every datagram is accounted for, once');
      client.close();
      socket.close();
    },
  );
}
