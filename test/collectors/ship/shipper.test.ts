import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import type { ShipBuffer } from '../../../collectors/ship/buffer.js';
import { memoryBuffer } from '../../../collectors/ship/memory-buffer.js';
import { Shipper, type ShipperOptions } from '../../../collectors/ship/shipper.js';
import { GrundwachtError } from '../../../server/contract/errors.js';
import { silent } from '../collecting-sink.js';
import { envelope, FakeService } from './fixtures.js';

const texts = (count: number): string[] => Array.from({ length: count }, (_, i) => `record ${i}`);

function start(service: FakeService, change: Partial<ShipperOptions> = {}): Shipper {
  return new Shipper({
    collector: 'c1',
    buffer: memoryBuffer(1_000_000),
    send: service.send,
    logger: silent,
    group: { lingerMs: 1, maxRecords: 10 },
    random: () => 0,
    ...change,
  });
}

t.test('ships everything once, in order, in groups, under growing sequences', async (t) => {
  const service = new FakeService();
  const shipper = start(service);
  for (const text of texts(95)) shipper.write(envelope(text));
  await shipper.flush();
  t.strictSame(service.texts, texts(95));
  t.strictSame(
    service.batches.map(({ records }) => records.length),
    [10, 10, 10, 10, 10, 10, 10, 10, 10, 5],
  );
  t.ok(service.batches.every((batch, i) => i === 0 || batch.sequence > service.batches[i - 1]!.sequence));
  t.ok(
    service.batches.every(
      ({ collector, epoch }) => collector === 'c1' && epoch === service.batches[0]!.epoch,
    ),
  );
  t.match(shipper.counters, { taken: 95, shipped: 95, rejected: 0, retries: 0 });
  t.strictSame(await shipper.stop(1000), { held: 0, lost: 0 });
});

t.test('a group is closed by time, by number and by bytes', async (t) => {
  const service = new FakeService();
  const shipper = start(service, { group: { lingerMs: 5, maxRecords: 100, maxBytes: 50 } });
  shipper.write(envelope('x'.repeat(30)));
  shipper.write(envelope('y'.repeat(30)));
  shipper.write(envelope('z'.repeat(60)));
  await sleep(50);
  await shipper.flush();
  t.strictSame(
    service.batches.map(({ records }) => records.length),
    [1, 1, 1],
    'no record is split, none waits on',
  );
  await shipper.stop(1000);
});

t.test('trouble is retried until it ends, and the order holds', async (t) => {
  const service = new FakeService();
  let calls = 0;
  service.decide = () => (++calls % 3 === 0 ? undefined : { kind: 'retry', reason: 'busy', retryAfterMs: 1 });
  const shipper = start(service, { random: () => -0.11 });
  for (const text of texts(30)) shipper.write(envelope(text));
  await shipper.flush();
  t.strictSame(service.texts, texts(30));
  t.match(shipper.counters, { shipped: 30, retries: 6 });
  await shipper.stop(1000);
});

t.test('a batch refused for good is counted, and the next ones go on', async (t) => {
  const service = new FakeService();
  service.decide = ({ records }) =>
    Buffer.from(records[0]!.raw).toString() === 'record 10'
      ? { kind: 'rejected', reason: 'BATCH_MALFORMED' }
      : undefined;
  const shipper = start(service);
  for (const text of texts(30)) shipper.write(envelope(text));
  await shipper.flush();
  t.strictSame(service.texts, [...texts(30).slice(0, 10), ...texts(30).slice(20)]);
  t.match(shipper.counters, { taken: 30, shipped: 20, rejected: 10 });
  await shipper.stop(1000);
});

t.test('a full buffer makes the receivers wait; draining wakes them', async (t) => {
  const service = new FakeService();
  let open = false;
  service.decide = () => (open ? undefined : { kind: 'retry', reason: 'down', retryAfterMs: 1 });
  const shipper = start(service, { buffer: memoryBuffer(2000), random: () => -0.11 });
  for (const text of texts(60)) shipper.write(envelope(text));
  await sleep(20);
  t.equal(shipper.full, true);
  const drained = shipper.drained('192.0.2.9');
  open = true;
  await drained;
  t.equal(shipper.full, false);
  await shipper.flush();
  t.strictSame(service.texts, texts(60), 'what was written all the same is not lost');
  await shipper.stop(1000);
});

t.test('a buffer that fails is tried again without changing the order', async (t) => {
  const service = new FakeService();
  const inner = memoryBuffer(1_000_000);
  let failures = 3;
  const failing: ShipBuffer = Object.create(inner, {
    append: {
      value: (payload: Buffer) =>
        failures-- > 0 ? Promise.reject(new GrundwachtError('STORAGE_STALLED')) : inner.append(payload),
    },
  });
  const shipper = start(service, { buffer: failing, random: () => -0.11 });
  for (const text of texts(30)) shipper.write(envelope(text));
  await shipper.flush();
  t.strictSame(service.texts, texts(30));
  await shipper.stop(1000);
});

t.test('a stop ends at its deadline and says what is left', async (t) => {
  const service = new FakeService();
  service.decide = () => ({ kind: 'retry', reason: 'down' });
  const shipper = start(service);
  for (const text of texts(5)) shipper.write(envelope(text));
  const left = await shipper.stop(20);
  t.ok(left.held > 0);
  t.equal(left.lost, 0);
});
