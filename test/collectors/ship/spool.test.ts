import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Shipper } from '../../../collectors/ship/shipper.js';
import { openSpool } from '../../../collectors/ship/spool.js';
import { silent } from '../collecting-sink.js';
import { envelope, FakeService } from './fixtures.js';

const dir = await mkdtemp(join(tmpdir(), 'grundwacht-spool-'));
t.teardown(() => rm(dir, { recursive: true }));

async function start(service: FakeService, folder: string, maxBytes = 1_000_000): Promise<Shipper> {
  const buffer = await openSpool({ dir: join(dir, folder), maxBytes, logger: silent });
  return new Shipper({
    collector: 'c1',
    buffer,
    send: service.send,
    logger: silent,
    group: { lingerMs: 1, maxRecords: 10 },
    random: () => 0,
  });
}

const texts = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => `record ${from + i}`);

t.test('what is not acknowledged is sent after a restart, under the same sequences', async (t) => {
  const service = new FakeService();
  const down = new FakeService();
  const seen: number[] = [];
  down.decide = (batch) => {
    if (down.batches.length < 2) return undefined;
    seen.push(batch.sequence);
    return { kind: 'retry', reason: 'down' };
  };
  const first = await start(down, 'restart');
  for (const text of texts(0, 50)) first.write(envelope(text));
  const left = await first.stop(300);
  t.ok(left.held > 0);
  t.strictSame(down.texts, texts(0, 20));
  const second = await start(service, 'restart');
  for (const text of texts(50, 60)) second.write(envelope(text));
  await second.flush();
  t.strictSame(service.texts, texts(20, 60), 'nothing twice, nothing missing, in order');
  t.equal(service.batches[0]!.sequence, seen[0]);
  t.equal(service.batches[0]!.epoch, down.batches[0]!.epoch);
  t.strictSame(await second.stop(1000), { held: 0, lost: 0 });
  const third = await start(service, 'restart');
  await third.flush();
  t.equal(service.texts.length, 40, 'everything is acknowledged');
  await third.stop(1000);
});

t.test('a batch whose acknowledgement was lost is recognised by its sequence', async (t) => {
  const service = new FakeService();
  let lose = true;
  const shipper = new Shipper({
    collector: 'c1',
    buffer: await openSpool({ dir: join(dir, 'lost-reply'), maxBytes: 1_000_000, logger: silent }),
    send: async (bytes, signal) => {
      const outcome = await service.send(bytes, signal);
      lose = !lose;
      return lose ? outcome : { kind: 'retry', reason: 'connection lost', retryAfterMs: 1 };
    },
    logger: silent,
    group: { lingerMs: 1, maxRecords: 10 },
    random: () => -0.11,
  });
  for (const text of texts(0, 40)) shipper.write(envelope(text));
  await shipper.flush();
  t.strictSame(service.texts, texts(0, 40));
  t.equal(shipper.counters.shipped, 40);
  await shipper.stop(1000);
});

t.test('an emptied spool begins a new epoch', async (t) => {
  const service = new FakeService();
  const first = await start(service, 'emptied');
  first.write(envelope('a'));
  await first.stop(1000);
  await rm(join(dir, 'emptied', 'journal'), { recursive: true });
  const second = await start(service, 'emptied');
  second.write(envelope('b'));
  await second.stop(1000);
  t.strictSame(service.texts, ['a', 'b'], 'the new batch is not taken for the old one');
  t.not(service.batches[0]!.epoch, service.batches[1]!.epoch);
});

t.test('is full at its limit', async (t) => {
  const service = new FakeService();
  service.decide = () => ({ kind: 'retry', reason: 'down' });
  const shipper = await start(service, 'full', 1000);
  for (const text of texts(0, 50)) shipper.write(envelope(text));
  while (!shipper.full) await new Promise((resolve) => setTimeout(resolve, 5));
  t.pass('full');
  await shipper.stop(0);
});

t.test('only one collector uses a spool', async (t) => {
  const first = await openSpool({ dir: join(dir, 'locked'), maxBytes: 1000, logger: silent });
  await t.rejects(openSpool({ dir: join(dir, 'locked'), maxBytes: 1000, logger: silent }), {
    code: 'CONFLICT',
  });
  await first.close();
  t.ok((await readdir(join(dir, 'locked'))).includes('spool.json'));
});
