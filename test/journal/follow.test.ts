import t from 'tap';
import { type Journal, openJournal } from '../../server/journal/journal.js';

/** Follows until `count` records came, calling `between` behind each. */
async function take(
  journal: Journal,
  from: number,
  count: number,
  between?: (n: number) => Promise<void>,
): Promise<string[]> {
  const stop = new AbortController();
  const seen: string[] = [];
  for await (const { payload, position, next } of journal.follow(from, stop.signal)) {
    seen.push(payload.toString());
    if (next <= position) throw new Error('positions must grow');
    await between?.(seen.length);
    if (seen.length === count) stop.abort();
  }
  return seen;
}

const expected = (count: number, first = 0) =>
  Array.from({ length: count }, (_, n) => `record ${n + first} ${'y'.repeat((n + first) % 50)}`);

for (const [name, tailBytes] of [
  ['from memory', 8 << 20],
  ['from disk', 0],
  ['partly from each', 3000],
] as const) {
  t.test(`several followers get every record once and in order while it is appended: ${name}`, async (t) => {
    const journal = await openJournal({
      dir: t.testdir(),
      segmentBytes: 5000,
      tailBytes,
      preamble: () => Buffer.from('p'),
    });
    t.teardown(() => journal.close());
    const all = expected(600);
    const quick = take(journal, 0, 600);
    const slow = take(journal, 0, 600, async (n) => {
      if (n % 20 === 0) await new Promise(setImmediate);
    });
    for (let n = 0; n < all.length; n += 10) {
      await Promise.all(all.slice(n, n + 10).map((text) => journal.append(Buffer.from(text))));
    }
    const late = take(journal, 0, 600);
    t.strictSame(await quick, all);
    t.strictSame(await slow, all);
    t.strictSame(await late, all);
  });
}

t.test(
  'a follower that waits wakes for the next record, and ends with the signal or the journal',
  async (t) => {
    const journal = await openJournal({ dir: t.testdir() });
    const { next } = await journal.append(Buffer.from('before'));
    const following = take(journal, next, 1);
    await new Promise(setImmediate);
    await journal.append(Buffer.from('after'));
    t.strictSame(await following, ['after']);

    const stop = new AbortController();
    const iterator = journal.follow(journal.head, stop.signal)[Symbol.asyncIterator]();
    const waiting = iterator.next();
    stop.abort();
    t.equal((await waiting).done, true);

    const untilClosed = take(journal, journal.head, 1);
    await journal.close();
    t.strictSame(await untilClosed, []);
  },
);
