import fc from 'fast-check';
import t from 'tap';
import { openIngestJournal } from '../../server/ingest/ingest-journal.js';
import { createIngestor } from '../../server/ingest/ingestor.js';
import { SequenceLedger, sequenceWindow } from '../../server/ingest/sequence-ledger.js';
import { openJournal } from '../../server/journal/journal.js';
import { batch, stored } from './helpers.js';

const identity = { collector: 'rathaus-1', tenant: 'stadt' };

t.test('a batch sent several times at once is stored once, and all get the answer', async (t) => {
  const store = await openIngestJournal({ dir: t.testdir() });
  t.teardown(() => store.journal.close());
  const ingestor = createIngestor(store);
  const replies = await Promise.all(
    Array.from({ length: 5 }, () => ingestor.submit(identity, batch(1, ['a']))),
  );
  t.equal(replies.filter((reply) => !reply.duplicate).length, 1);
  t.ok(replies.every((reply) => reply.position === store.journal.head));
  t.strictSame(await stored(store.journal), ['1:a']);
  t.match(ingestor.counters, { batches: 1, records: 1, duplicates: 4, refused: 0 });
});

t.test('when the first of two fails, the second fails too and nothing counts as stored', async (t) => {
  const store = await openIngestJournal({ dir: t.testdir(), maxPendingBytes: 150 });
  t.teardown(() => store.journal.close());
  const ingestor = createIngestor(store);
  const large = batch(1, ['x'.repeat(500)]);
  const results = await Promise.allSettled([
    ingestor.submit(identity, large),
    ingestor.submit(identity, large),
  ]);
  t.ok(results.every((result) => result.status === 'rejected'));
  t.equal(store.sequences.has('rathaus-1', 'e1', 1), false);
});

t.test('sequences may come in any order within the window', async (t) => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat({ max: 10_000 }), { maxLength: 400 }),
      fc.integer({ min: 1, max: sequenceWindow }),
      (sequences, inFlight) => {
        const sent = [...sequences].sort((a, b) => a - b);
        const ledger = new SequenceLedger();
        for (let n = 0; n < sent.length; n += inFlight) {
          for (const sequence of sent.slice(n, n + inFlight).reverse()) {
            if (ledger.has('c', 'e', sequence)) throw new Error(`${sequence} was never added`);
            ledger.add('c', 'e', sequence);
          }
        }
        const restored = new SequenceLedger();
        restored.restore(ledger.snapshot());
        t.ok(sent.every((sequence) => restored.has('c', 'e', sequence)));
        t.strictSame(restored.snapshot(), ledger.snapshot());
      },
    ),
    { numRuns: 60 },
  );
});

t.test('a new spool of a collector counts anew; spools of two collectors are apart', async (t) => {
  const ledger = new SequenceLedger();
  ledger.add('a', 'e1', 5);
  t.equal(ledger.has('a', 'e1', 5), true);
  t.equal(ledger.has('a', 'e2', 5), false);
  t.equal(ledger.has('b', 'e1', 5), false);
  for (let n = 0; n < 100; n++) ledger.add('a', `spool ${n}`, 1);
  t.equal(ledger.has('a', 'spool 99', 1), true);
  t.ok(JSON.stringify(ledger.snapshot()).length < 2000, 'the memory of old spools is bounded');
});

t.test(
  'duplicates are recognised after restarts and after the segments that held them are gone',
  async (t) => {
    const dir = t.testdir();
    const options = { dir, segmentBytes: 700 };
    const sent: Buffer[] = [];
    for (let round = 0; round < 6; round++) {
      const store = await openIngestJournal(options);
      const ingestor = createIngestor(store);
      for (const again of sent) t.equal((await ingestor.submit(identity, again)).duplicate, true);
      const news = Array.from({ length: 7 }, (_, n) => batch(round * 100 + n, [`r${round} n${n}`]));
      for (const reply of await Promise.all(news.map((bytes) => ingestor.submit(identity, bytes)))) {
        t.equal(reply.duplicate, false);
      }
      sent.push(...news);
      if (round % 2 === 1) await store.journal.truncateBefore(store.journal.head);
      await store.journal.close();
    }
    const store = await openIngestJournal(options);
    t.ok(store.journal.start > 0);
    t.ok(sent.length > (await stored(store.journal)).length);
    await store.journal.close();
  },
);

t.test('a preamble that cannot be read is damage, not an empty ledger', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir, preamble: () => Buffer.from('{"collectors":[1]}') });
  await journal.close();
  await t.rejects(openIngestJournal({ dir }), { code: 'JOURNAL_CORRUPT' });
});
