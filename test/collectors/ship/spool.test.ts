import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { Shipper } from '../../../collectors/ship/shipper.js';
import { openSpool } from '../../../collectors/ship/spool.js';
import { joinAudit } from '../../../server/normalise/linux/audit-join.js';
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

t.test('killed in the middle of an audit event: it is neither stored in part nor passed over', async (t) => {
  const audit = (type: string) => `<29>Nov 21 21:00:00 h auditd: type=${type} msg=audit(1795245245.123:7): x`;
  const lines = ['<13>before', audit('SYSCALL'), audit('CWD'), audit('EOE'), '<13>behind'];
  const mark = (line: number) => ({ key: 'file:1', value: () => ({ line }) });
  const service = new FakeService();
  const open = async (name: string) => {
    const buffer = await openSpool({ dir: join(dir, name), maxBytes: 1_000_000, logger: silent });
    const group = { lingerMs: 1, auditMs: 60_000 };
    return {
      buffer,
      shipper: new Shipper({ collector: 'c1', buffer, send: service.send, logger: silent, group }),
    };
  };
  const first = await open('killed');
  lines.slice(0, 3).forEach((line, at) => void first.shipper.write(envelope(line), mark(at + 1)));
  while (service.batches.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  // What a kill leaves is what lies on the disk.
  await cp(join(dir, 'killed', 'journal'), join(dir, 'revived', 'journal'), { recursive: true });
  await rm(join(dir, 'revived', 'journal', 'lock'), { force: true });
  await cp(join(dir, 'killed', 'spool.json'), join(dir, 'revived', 'spool.json'));
  const second = await open('revived');
  const { line } = second.buffer.marks.get('file:1') as { line: number };
  t.equal(line, 1, 'goes on with the first record of the event');
  lines.slice(line).forEach((text, at) => void second.shipper.write(envelope(text), mark(line + at + 1)));
  await second.shipper.flush();
  t.strictSame(service.texts, lines, 'nothing twice, nothing missing');
  const events = service.batches.flatMap(({ records }) => joinAudit(records).records);
  t.equal(events.length, 3);
  await second.shipper.stop(1000);
  await first.shipper.stop(0);
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
