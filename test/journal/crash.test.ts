import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { frameHeaderBytes } from '../../server/journal/frame.js';
import { openJournal } from '../../server/journal/journal.js';
import { segmentPath } from '../../server/journal/segment.js';
import { records, texts } from './helpers.js';

const child = fileURLToPath(new URL('append-forever.js', import.meta.url));

/** Runs the child until it has acknowledged some records, kills it, and gives what it acknowledged. */
async function acknowledgedUntilKilled(dir: string, first: number, count: number): Promise<number[]> {
  const appender = spawn(process.execPath, [child, dir, String(first), '64'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  let lines = 0;
  for await (const chunk of appender.stdout) {
    output += chunk;
    lines += String(chunk).split('\n').length - 1;
    if (lines >= count && !appender.killed) appender.kill('SIGKILL');
  }
  if (appender.exitCode === null && appender.signalCode === null) await once(appender, 'exit');
  return output.split('\n').slice(0, -1).map(Number);
}

t.test('kill -9 at full speed: every acknowledged record is there, once', async (t) => {
  const dir = t.testdir();
  const acknowledged = new Set<number>();
  let first = 0;
  for (let round = 0; round < 6; round++) {
    for (const number of await acknowledgedUntilKilled(dir, first, 500 + round * 700))
      acknowledged.add(number);
    const journal = await openJournal({ dir });
    const stored = (await texts(journal)).map((text) => Number(text.split(' ')[0]));
    await journal.close();
    t.equal(new Set(stored).size, stored.length, 'no record twice');
    const held = new Set(stored);
    t.strictSame(
      [...acknowledged].filter((number) => !held.has(number)),
      [],
      `round ${round}: ${acknowledged.size} acknowledged, ${stored.length} stored`,
    );
    first = Math.max(...stored) + 1;
  }
  t.ok((await readdir(dir)).length > 3, 'several segments were written');
});

t.test('cut at every byte of the last record: the records before are there, and it goes on', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir });
  await journal.append(Buffer.from('first'));
  await journal.append(Buffer.from('second'));
  const last = await journal.append(Buffer.from('the last one'));
  await journal.close();
  const path = segmentPath(dir, 0);
  const whole = await readFile(path);
  for (let length = last.position; length < last.next; length++) {
    await writeFile(path, whole.subarray(0, length));
    const again = await openJournal({ dir });
    t.equal(again.head, last.position);
    t.equal(again.recovery?.discardedBytes, length === last.position ? undefined : length - last.position);
    const place = await again.append(Buffer.from('afterwards'));
    t.equal(place.position, last.position);
    t.strictSame(await texts(again), ['first', 'second', 'afterwards']);
    await again.close();
  }
});

t.test('a flipped bit in an acknowledged record is found with its place, wherever it is', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir });
  const places = [];
  for (let n = 0; n < 5; n++) places.push(await journal.append(Buffer.from(`record ${n}`)));
  await journal.close();
  const path = segmentPath(dir, 0);
  const whole = await readFile(path);
  const { position, next } = places[2]!;
  for (let offset = position; offset < next; offset++) {
    const damaged = Buffer.from(whole);
    damaged[offset]! ^= 1 << (offset % 8);
    await writeFile(path, damaged);
    await t.rejects(openJournal({ dir }), {
      code: 'JOURNAL_CORRUPT',
      message: new RegExp(`${basename(path)}.*at byte ${position};`),
    });
    t.strictSame(await readFile(path), damaged, 'the damaged file is left as it is');
  }
});

t.test('a flipped bit in an older segment is found when it is read', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir, segmentBytes: 40 });
  for (let n = 0; n < 6; n++) await journal.append(Buffer.from(`record ${n}`));
  await journal.close();
  const damaged = await readFile(segmentPath(dir, 0));
  damaged[frameHeaderBytes + 3]! ^= 4;
  await writeFile(segmentPath(dir, 0), damaged);
  const again = await openJournal({ dir });
  await t.rejects(texts(again), { code: 'JOURNAL_CORRUPT', message: /0000\.journal.*at byte 0;/ });
  await again.close();
});

t.test('a segment that is shorter than the next one says is reported', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir, segmentBytes: 40 });
  for (let n = 0; n < 6; n++) await journal.append(Buffer.from(`record ${n}`));
  await journal.close();
  const { size } = await stat(segmentPath(dir, 0));
  await truncate(segmentPath(dir, 0), size - 1);
  await t.rejects(openJournal({ dir }), { code: 'JOURNAL_CORRUPT', message: /ends 1 bytes too early/ });
});

t.test('a tail of zeros, of noise or of another file is cut off and kept beside', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir });
  const { next } = await journal.append(Buffer.from('kept'));
  await journal.close();
  const path = segmentPath(dir, 0);
  const whole = await readFile(path);
  for (const noise of [Buffer.alloc(5000), Buffer.alloc(70, 0x47), Buffer.concat([whole, whole])]) {
    await writeFile(path, Buffer.concat([whole, noise]));
    const again = await openJournal({ dir });
    t.strictSame(await texts(again), ['kept']);
    t.match(again.recovery, { file: path, offset: next, discardedBytes: noise.length });
    t.strictSame(await readFile(`${path}.torn`), noise);
    await again.close();
  }
});

t.test('a crash while a segment was begun: the segment before goes on', async (t) => {
  const dir = t.testdir();
  const preamble = () => Buffer.from('state');
  const journal = await openJournal({ dir, preamble });
  const { next } = await journal.append(Buffer.from('kept'));
  await journal.close();
  await writeFile(segmentPath(dir, next), Buffer.from('GWJP and no more'));
  const again = await openJournal({ dir, preamble });
  t.equal(again.head, next);
  t.strictSame(await texts(again), ['kept']);
  t.equal((await again.newestSegment()).preamble?.toString(), 'state');
  await again.close();
});

t.test('what was written but refused does not come back before the segment that replaced it', async (t) => {
  const dir = t.testdir();
  const journal = await openJournal({ dir });
  const { next } = await journal.append(Buffer.from('acknowledged'));
  await journal.append(Buffer.from('refused: its fdatasync failed'));
  await journal.close();
  await copyFile(segmentPath(dir, 0), join(dir, 'copy'));
  await truncate(segmentPath(dir, 0), next);
  const resumed = await openJournal({ dir, segmentBytes: 1 });
  await resumed.append(Buffer.from('sent again'));
  await resumed.close();
  await copyFile(join(dir, 'copy'), segmentPath(dir, 0));
  const again = await openJournal({ dir });
  t.strictSame(await texts(again), ['acknowledged', 'sent again']);
  t.strictSame(
    (await records(again)).map((record) => record.position),
    [0, next],
  );
  await again.close();
});
