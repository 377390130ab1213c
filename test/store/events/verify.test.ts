import { copyFileSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import t from 'tap';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { verifyStore } from '../../../server/store/events/verify-store.js';
import { startEventsDatabase } from './events-database.js';
import { begin, plainEvents } from './plain-events.js';

const db = await startEventsDatabase(t);
const dir = t.testdir();
const store = await openEventStore({ dir, db });
for (const [n, tenant] of ['stadt', 'stadt', 'werke', 'stadt', 'stadt', 'stadt', 'stadt'].entries()) {
  await store.append(encodeRows(plainEvents(n * 10, 10, tenant)), n + 1);
  await store.seal();
}
await store.close();
const { rows: segments } = await sql<{ path: string; bytes: number; filter_bytes: number }>`
  select path, bytes, filter_bytes from event_segment order by position_to`.execute(db);
const file = (n: number): string => join(dir, segments[n]!.path);
const filter = (n: number): string => segments[n]!.path.replace('.parquet', '.filter');

/** Turns one bit in the middle of a file. */
function damage(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

t.test('segments as they were sealed', async (t) => {
  const found = await verifyStore(db, { dir }, Date.now());
  const bytes = segments.reduce((sum, row) => sum + Number(row.bytes) + Number(row.filter_bytes), 0);
  t.strictSame(found, { segments: 7, rows: 70, bytes, faults: [], unknown: [] });
});

t.test('each damage is found, and where', async (t) => {
  damage(file(0));
  truncateSync(file(1), 100);
  rmSync(file(2));
  damage(join(dir, filter(3)));
  rmSync(join(dir, filter(4)));
  await sql`update event_segment set rows = 11, datasets = '{"linux.sshd": 11}', time_to = ${new Date(begin)}, time_from = ${new Date(begin)}
    where path = ${segments[5]!.path}`.execute(db);
  copyFileSync(file(6), join(dir, 'werke', 'left.parquet'));
  utimesSync(join(dir, 'werke', 'left.parquet'), 0, 0);
  const now = Date.now();
  writeFileSync(join(dir, 'werke', 'new.parquet'), 'being written');
  utimesSync(join(dir, 'werke', 'new.parquet'), now / 1000, now / 1000);
  const progress: number[] = [];
  const found = await verifyStore(db, { dir, onProgress: (done) => progress.push(done) }, now);
  const faults = new Map(found.faults.map((fault) => [fault.path, fault]));
  t.match(faults.get(segments[0]!.path), { fault: 'hash', tenant: 'stadt', detail: /^SHA-256 \w+ instead/ });
  t.match(faults.get(segments[1]!.path), { fault: 'size', detail: /^100 bytes instead of \d+$/ });
  t.match(faults.get(segments[2]!.path), { fault: 'missing', tenant: 'werke' });
  t.match(faults.get(filter(3)), { fault: 'unreadable', detail: /is damaged/ });
  t.match(faults.get(filter(4)), { fault: 'missing' });
  t.match(faults.get(segments[5]!.path), {
    fault: 'content',
    detail: /^rows 10 instead of 11; timeFrom .*; timeTo .*; 10 instead of 11 rows of linux.sshd$/,
  });
  t.equal(faults.size, 6);
  t.strictSame(found.unknown, ['werke/left.parquet']);
  t.strictSame(progress, [1, 2, 3, 4, 5, 6, 7]);
});

t.test('a tenant, a time, sizes only', async (t) => {
  const werke = await verifyStore(db, { dir, tenant: 'werke' }, Date.now());
  t.match(werke, { segments: 1, faults: [{ fault: 'missing' }], unknown: [] });
  const late = await verifyStore(db, { dir, since: begin + 60_000 }, Date.now());
  t.match(late, { segments: 1, rows: 10, faults: [] });
  const sizes = await verifyStore(db, { dir, sizesOnly: true }, Date.now());
  t.strictSame(
    sizes.faults.map(({ fault }) => fault),
    ['size', 'missing', 'missing'],
  );
});
