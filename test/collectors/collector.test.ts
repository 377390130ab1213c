import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { startCollector } from '../../collectors/collector.js';
import { silent } from './collecting-sink.js';
import { FakeService } from './ship/fixtures.js';

const dir = await mkdtemp(join(tmpdir(), 'grundwacht-collector-'));
t.teardown(() => rm(dir, { recursive: true }));
const listen = [
  { transport: 'udp', host: '127.0.0.1', port: 0 },
  { transport: 'tcp', host: '127.0.0.1', port: 0 },
] as const;

t.test('receives, ships, counts, and stops in order', async (t) => {
  const service = new FakeService();
  const collector = await startCollector({
    id: 'c1',
    listen,
    send: service.send,
    logger: silent,
    now: () => 42,
  });
  const [udp, tcp] = collector.receivers;
  const socket = connect(tcp!.port, '127.0.0.1');
  await once(socket, 'connect');
  for (let i = 0; i < 5000; i++) socket.write(`<13>tcp ${i}\n`);
  socket.end();
  const client = createSocket('udp4');
  client.send('<13>udp', udp!.port, '127.0.0.1');
  while (collector.counters().receivers.received < 5001) await sleep(5);
  client.close();
  await collector.stop();
  t.strictSame(
    service.texts.filter((text) => text.includes('tcp')),
    Array.from({ length: 5000 }, (_, i) => `<13>tcp ${i}`),
  );
  t.equal(service.texts.length, 5001);
  t.ok(
    service.batches.every(
      ({ collector: id, records }) =>
        id === 'c1' && records.every(({ received, transport }) => received === 42 || transport === 'udp'),
    ),
  );
  const { receivers, ...counters } = collector.counters();
  t.strictSame(counters, {
    taken: 5001,
    shipped: 5001,
    rejected: 0,
    retries: 0,
    heldBytes: 0,
    auditParted: 0,
  });
  t.match(receivers.source('127.0.0.1', 'tcp'), { received: 5000, dropped: 0 });
});

t.test('ships files once, waiting where the buffer is full', async (t) => {
  const path = join(dir, 'auth.log');
  const lines = Array.from({ length: 3000 }, (_, i) => `Nov 21 21:00:00 h sshd[1]: line ${i}`);
  await writeFile(path, `${lines.join('\n')}\n`);
  const service = new FakeService();
  const collector = await startCollector({
    id: 'c1',
    listen: [],
    send: service.send,
    logger: silent,
    spool: join(dir, 'spool'),
    maxHeldBytes: 20_000,
    group: { maxRecords: 100, lingerMs: 1 },
  });
  t.strictSame(await collector.shipFiles([path]), [{ path, records: 3000 }]);
  t.strictSame(service.texts, lines);
  t.match(service.batches[0]!.records[0], { source: path, transport: 'file', format: 'syslog' });
  await collector.stop();
});

t.test('when one address cannot be had, the others are given back', async (t) => {
  const first = await startCollector({ id: 'c1', listen, send: new FakeService().send, logger: silent });
  const taken = first.receivers[1]!.port;
  const bad = [listen[0], { transport: 'tcp', host: '127.0.0.1', port: taken }] as const;
  await t.rejects(startCollector({ id: 'c2', listen: bad, send: new FakeService().send, logger: silent }), {
    code: 'PORT_IN_USE',
  });
  await first.stop();
});
