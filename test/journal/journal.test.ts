import { mkdir, rm, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { openJournal } from '../../server/journal/journal.js';
import { records, texts } from './helpers.js';

t.test('any payloads come back in order with their positions, also after a reopen', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 30 }),
      fc.integer({ min: 1, max: 5000 }),
      async (payloads, segmentBytes) => {
        const dir = t.testdir();
        const options = { dir, segmentBytes, preamble: () => Buffer.from('preamble') };
        const journal = await openJournal(options);
        const places = await Promise.all(payloads.map((payload) => journal.append(payload)));
        const before = await records(journal, 0);
        await journal.close();
        const again = await openJournal(options);
        const after = await records(again, 0);
        await again.close();
        t.strictSame(
          after.map(({ position, next }) => ({ position, next })),
          places,
        );
        t.strictSame(
          after.map(({ payload }) => [...payload]),
          payloads.map((payload) => [...payload]),
        );
        t.strictSame(after, before);
      },
    ),
    { numRuns: 25 },
  );
});

t.test('replay from any position gives what lies behind it; from outside it is refused', async (t) => {
  const journal = await openJournal({ dir: t.testdir(), segmentBytes: 60, firstPosition: 1000 });
  t.teardown(() => journal.close());
  const places = [];
  for (let n = 0; n < 10; n++) places.push(await journal.append(Buffer.from(`record ${n}`)));
  t.equal(journal.start, 1000);
  for (const [n, { position, next }] of places.entries()) {
    t.equal((await texts(journal, position)).length, 10 - n);
    t.equal((await texts(journal, next)).length, 9 - n);
  }
  await t.rejects(texts(journal, 0), { code: 'JOURNAL_CORRUPT', message: /holds 1000 to/ });
  await t.rejects(texts(journal, journal.head + 1), { code: 'JOURNAL_CORRUPT' });
  await t.rejects(texts(journal, places[3]!.position + 1), { code: 'JOURNAL_CORRUPT', message: /at byte/ });
});

t.test('a record larger than a read chunk, and one of no bytes', async (t) => {
  const dir = t.testdir();
  const large = Buffer.alloc(3 << 20, 'large');
  const journal = await openJournal({ dir, tailBytes: 0 });
  await journal.append(large);
  await journal.append(Buffer.alloc(0));
  await journal.append(Buffer.from('small'));
  await journal.close();
  const again = await openJournal({ dir });
  const [first, second, third] = await records(again);
  t.ok(first!.payload.equals(large));
  t.equal(second!.payload.length, 0);
  t.equal(third!.payload.toString(), 'small');
  await t.rejects(again.append(Buffer.alloc(33 << 20)), { code: 'BODY_TOO_LARGE' });
  await again.close();
});

t.test('whole segments before a position are dropped, and positions go on', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir, segmentBytes: 60 });
  const places = [];
  for (let n = 0; n < 10; n++) places.push(await journal.append(Buffer.from(`record ${n}`)));
  const keep = places[5]!.position;
  await Promise.all([journal.truncateBefore(keep), journal.truncateBefore(keep)]);
  t.ok(journal.start > 0 && journal.start <= keep);
  const rest = await texts(journal);
  t.strictSame(
    rest,
    Array.from({ length: rest.length }, (_, n) => `record ${n + 10 - rest.length}`),
  );
  await journal.truncateBefore(Number.MAX_SAFE_INTEGER);
  const { head } = journal;
  await journal.close();
  const again = await openJournal({ dir });
  t.equal(again.head, head, 'the newest segment stays and holds the position');
  await again.close();
});

t.test('the preamble of a segment holds the state of exactly the records before it', async (t) => {
  const dir = t.testdir();
  let acknowledged = 0;
  const preamble = () => Buffer.from(String(acknowledged));
  const journal = await openJournal({ dir, segmentBytes: 400, groupBytes: 100, preamble });
  const append = async (n: number) => {
    await journal.append(Buffer.from(`record ${n}`));
    acknowledged++;
  };
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 17 }, (_, n) => append(round * 17 + n)));
    const newest = await journal.newestSegment();
    const behind = (await texts(journal, newest.position)).length;
    t.equal(Number(newest.preamble!.toString()) + behind, acknowledged);
  }
  await journal.close();
});

t.test('two writers never share a folder; a lock without its process is taken over', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir });
  await t.rejects(openJournal({ dir }), { code: 'CONFLICT', message: new RegExp(`process ${process.pid} `) });
  await journal.close();
  for (const stale of ['', 'no pid', '4194304 1 boot', `${process.pid} 1 another-boot`]) {
    await writeFile(join(dir, 'lock'), stale);
    const again = await openJournal({ dir });
    await t.rejects(openJournal({ dir }), { code: 'CONFLICT' });
    await again.close();
  }
  await writeFile(join(dir, 'lock'), '4194304 1 boot');
  await rm(join(dir, 'lock'), { force: true });
  await mkdir(join(dir, 'lock'));
  await t.rejects(openJournal({ dir }), { code: 'EISDIR' }, 'a lock that cannot be read is told');
  await rmdir(join(dir, 'lock'));
  await writeFile(join(dir, 'lock'), '4194304 1 boot');
  const raced = await Promise.allSettled(Array.from({ length: 8 }, () => openJournal({ dir })));
  const won = raced.filter((result) => result.status === 'fulfilled');
  t.equal(won.length, 1, 'one of several wins a stale lock');
  await won[0]!.value.close();
});

t.test('a closed journal refuses; what waited is committed', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir });
  const waiting = journal.append(Buffer.from('waiting'));
  await journal.close();
  t.equal((await waiting).position, 0);
  await t.rejects(journal.append(Buffer.from('late')), { code: 'NOT_READY' });
});

t.test('appends beyond the bound of waiting bytes are refused at once', async (t) => {
  const journal = await openJournal({ dir: t.testdir(), maxPendingBytes: 10_000 });
  t.teardown(() => journal.close());
  const results = await Promise.allSettled(
    Array.from({ length: 30 }, () => journal.append(Buffer.alloc(1000))),
  );
  t.equal(results.filter((result) => result.status === 'fulfilled').length, 9);
  const refused = results.find((result) => result.status === 'rejected');
  t.match(refused?.reason, { code: 'STORAGE_STALLED', retryable: true });
  t.ok(await journal.append(Buffer.alloc(1000)), 'it takes again what fits');
});
