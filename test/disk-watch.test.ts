import t from 'tap';
import { DiskWatch, diskState } from '../server/disk-watch.js';
import type { Ingestor } from '../server/ingest/ingestor.js';

const gigabyte = 2 ** 30;

t.test('limits are sizes on large disks and shares on small ones', async (t) => {
  const large = 500 * gigabyte;
  t.equal(diskState({ free: 11 * gigabyte, size: large }, 'ok'), 'ok');
  t.equal(diskState({ free: 9 * gigabyte, size: large }, 'ok'), 'low');
  t.equal(diskState({ free: 0.2 * gigabyte, size: large }, 'low'), 'full');
  t.equal(diskState({ free: 2 * gigabyte, size: 10 * gigabyte }, 'ok'), 'ok');
  t.equal(diskState({ free: 0.9 * gigabyte, size: 10 * gigabyte }, 'ok'), 'low');
  t.equal(diskState({ free: 0, size: gigabyte }, 'ok'), 'full');
});

t.test('a state is not left for a few bytes', async (t) => {
  const size = 500 * gigabyte;
  t.equal(diskState({ free: 10.5 * gigabyte, size }, 'low'), 'low');
  t.equal(diskState({ free: 11.1 * gigabyte, size }, 'low'), 'ok');
  t.equal(diskState({ free: 0.26 * gigabyte, size }, 'full'), 'full');
  t.equal(diskState({ free: 0.3 * gigabyte, size }, 'full'), 'low');
});

t.test('an alarm before, refusals when it is full, and on it goes', async (t) => {
  let free = 100 * gigabyte;
  const logged: string[] = [];
  const log = {
    warn: (_: object, what: string) => logged.push(what),
    error: (_: object, what: string) => logged.push(what),
  };
  const told: string[] = [];
  const disk = new DiskWatch('/data', log, async () => ({ free, size: 500 * gigabyte }));
  t.teardown(() => disk.close());
  const reply = { accepted: 1, duplicate: false, position: 1 };
  const counters = { batches: 0, records: 0, duplicates: 0, refused: 0 };
  const ingestor: Ingestor = disk.guard({ submit: async () => reply, counters });
  await disk.start(async ({ message }) => void told.push(message!));
  const submit = () => ingestor.submit({ collector: 'c', tenant: 't' }, Buffer.alloc(0));
  t.strictSame(told, []);
  free = 9 * gigabyte;
  await disk.look();
  await disk.look();
  t.strictSame(told, ['The disk of the stored events is nearly full: 9.0 of 500.0 GiB are free']);
  t.strictSame(await submit(), reply);
  free = 0;
  await disk.look();
  await t.rejects(submit(), { code: 'STORAGE_STALLED', retryAfterSeconds: 10 });
  t.strictSame(disk.status, { state: 'full', free_bytes: 0 });
  free = 5 * gigabyte;
  await disk.look();
  t.strictSame(await submit(), reply);
  t.match(told[1], /collectors had to wait; 5\.0 of 500\.0 GiB are free now/);
  free = 100 * gigabyte;
  await disk.look();
  t.equal(disk.status.state, 'ok');
  t.strictSame(logged, ['disk_low', 'disk_full', 'disk_low', 'disk_ok']);
});
