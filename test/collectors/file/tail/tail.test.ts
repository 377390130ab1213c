import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { inputOf, lines, TailBench, text } from './fixtures.js';

t.test('follows a file that grows; a line without its end waits', async (t) => {
  const bench = new TailBench(t);
  const log = bench.path('app.log');
  writeFileSync(log, `${text(lines(0, 3))}half a`);
  bench.start([inputOf(log)]);
  t.strictSame(await bench.records(3), lines(0, 3));
  appendFileSync(log, ' line\nnext\n');
  t.strictSame(await bench.records(5), [...lines(0, 3), 'half a line', 'next']);
  t.match(bench.sink.envelopes[0], { source: log, transport: 'file', received: 42, truncated: false });
  t.equal(bench.counters.source(log, 'file').received, 5);
});

t.test('finds files that come later, by wildcards', async (t) => {
  const bench = new TailBench(t);
  mkdirSync(bench.path('a'));
  bench.start([inputOf(bench.path('*', 'x*.log'), { exclude: ['*-debug.log'] })]);
  await sleep(100);
  mkdirSync(bench.path('b'));
  writeFileSync(bench.path('a', 'x1.log'), 'one\n');
  writeFileSync(bench.path('b', 'x2.log'), 'two\n');
  writeFileSync(bench.path('b', 'y.log'), 'no\n');
  writeFileSync(bench.path('b', 'x-debug.log'), 'no\n');
  t.strictSame((await bench.records(2)).sort(), ['one', 'two']);
});

for (const poll of [false, true]) {
  t.test(`rotation by rename, ${poll ? 'polling' : 'inotify'}: the rest of the old file first`, async (t) => {
    const bench = new TailBench(t);
    const log = bench.path('app.log');
    writeFileSync(log, text(lines(0, 10)));
    bench.start([inputOf(log)], { poll });
    await bench.records(10);
    appendFileSync(log, text(lines(10, 20)));
    renameSync(log, `${log}.1`);
    writeFileSync(log, text(lines(21, 30)));
    appendFileSync(`${log}.1`, text(lines(20, 21)));
    t.strictSame((await bench.records(30)).sort(), lines(0, 30).sort());
    // The next rotation.
    renameSync(`${log}.1`, `${log}.2`);
    renameSync(log, `${log}.1`);
    writeFileSync(log, text(lines(30, 40)));
    t.strictSame((await bench.records(40)).slice(30), lines(30, 40));
  });
}

t.test(
  'rotated while nobody looked: the rest, the generations between, the new file, in order',
  async (t) => {
    const bench = new TailBench(t);
    const log = bench.path('app.log');
    writeFileSync(log, text(lines(0, 50)));
    bench.start([inputOf(log)]);
    await bench.records(50);
    await bench.stop();
    appendFileSync(log, text(lines(50, 60)));
    writeFileSync(`${log}.3.gz`, gzipSync(text(lines(0, 60))));
    rmSync(log);
    await sleep(20);
    writeFileSync(`${log}.2.gz`, gzipSync(text(lines(60, 70))));
    await sleep(20);
    writeFileSync(`${log}.1`, text(lines(70, 80)));
    await sleep(20);
    writeFileSync(log, text(lines(80, 90)));
    bench.start([inputOf(log)]);
    t.strictSame(await bench.records(90), lines(0, 90));
    await bench.stop();
    bench.start([inputOf(`${log}*`)]);
    await sleep(300);
    t.strictSame(await bench.records(90), lines(0, 90), 'nothing again, also when all generations match');
  },
);

t.test('copytruncate: seen at once, and while nobody looked', async (t) => {
  const bench = new TailBench(t);
  const log = bench.path('app.log');
  writeFileSync(log, text(lines(0, 50)));
  bench.start([inputOf(`${log}*`)]);
  await bench.records(50);
  copyFileSync(log, `${log}.1`);
  truncateSync(log, 0);
  appendFileSync(log, text(lines(50, 60)));
  t.strictSame(await bench.records(60), lines(0, 60));
  await bench.stop();
  appendFileSync(log, text(lines(60, 100)));
  renameSync(`${log}.1`, `${log}.2`);
  copyFileSync(log, `${log}.1`);
  truncateSync(log, 0);
  appendFileSync(log, text(lines(100, 200)));
  bench.start([inputOf(`${log}*`)]);
  t.strictSame(await bench.records(200), lines(0, 200), 'it had grown longer than before');
});

t.test('a rotated file that is packed', async (t) => {
  const bench = new TailBench(t);
  const log = bench.path('app.log');
  writeFileSync(log, text(lines(0, 50)));
  bench.start([inputOf(`${log}*`)]);
  await bench.records(50);
  appendFileSync(log, text(lines(50, 60)));
  renameSync(log, `${log}.1`);
  writeFileSync(log, text(lines(60, 70)));
  await bench.records(70);
  writeFileSync(`${log}.1.gz`, gzipSync(text(lines(0, 60))));
  rmSync(`${log}.1`);
  await sleep(400);
  t.strictSame(await bench.records(70), lines(0, 70), 'is not read again');
});

t.test('renamed to a name that is followed, too, and rotated under it', async (t) => {
  const bench = new TailBench(t);
  const log = bench.path('app.log');
  const other = bench.path('other.log');
  writeFileSync(log, text(lines(0, 10)));
  const inputs = [inputOf(bench.path('*.log*'))];
  bench.start(inputs);
  await bench.records(10);
  await bench.stop();
  renameSync(log, other);
  appendFileSync(other, text(lines(10, 20)));
  bench.start(inputs);
  t.strictSame(await bench.records(20), lines(0, 20));
  renameSync(other, `${other}.1`);
  writeFileSync(other, text(lines(20, 30)));
  t.strictSame(await bench.records(30), lines(0, 30));
});

t.test('deleted, emptied, replaced', async (t) => {
  const bench = new TailBench(t);
  const log = bench.path('app.log');
  writeFileSync(log, `${text(lines(0, 5))}no end`);
  bench.start([inputOf(log)]);
  await bench.records(5);
  rmSync(log);
  t.strictSame(await bench.records(6), [...lines(0, 5), 'no end'], 'the last line of a file that is gone');
  writeFileSync(log, text(lines(5, 9)));
  await bench.records(10);
  truncateSync(log, 0);
  await sleep(100);
  appendFileSync(log, 'after\n');
  await bench.records(11);
  writeFileSync(bench.path('other'), 'replaced, and longer than what was there before\n');
  renameSync(bench.path('other'), log);
  t.strictSame((await bench.records(12)).slice(10), [
    'after',
    'replaced, and longer than what was there before',
  ]);
});

t.test('long lines are cut, several lines are joined, UTF-16 and a byte order mark are read', async (t) => {
  const bench = new TailBench(t);
  writeFileSync(bench.path('long.log'), `${'x'.repeat(300_000)}\nnext\n`);
  writeFileSync(bench.path('mark.log'), '\ufeffwith a mark\r\n\r\n');
  writeFileSync(bench.path('wide.log'), Buffer.from('\ufeffGrün\r\n\u0a00\u0a0a\r\n', 'utf16le'));
  const start = '^\\d{4}-';
  const trace = [
    '2026-11-22 ERROR first',
    '  at a',
    '  at b',
    '2026-11-22 INFO second',
    '2026-11-22 third',
    ' end',
  ];
  writeFileSync(bench.path('java.trace'), text(trace));
  bench.start([
    inputOf(bench.path('*.log')),
    inputOf(bench.path('*.trace'), { multiLine: { start, maxLines: 100, timeoutMs: 100 } }),
  ]);
  const found = await bench.records(8);
  t.strictSame(found.sort(), [
    '2026-11-22 ERROR first\n  at a\n  at b',
    '2026-11-22 INFO second',
    '2026-11-22 third\n end',
    'Grün',
    'next',
    'with a mark',
    'x'.repeat(1000),
    '\u0a00\u0a0a',
  ]);
  t.equal(bench.sink.envelopes.filter(({ truncated }) => truncated).length, 1);
});

t.test('begins at the end where that is asked for, and goes on from there', async (t) => {
  const bench = new TailBench(t);
  const log = bench.path('app.log');
  writeFileSync(log, text(lines(0, 100)));
  const inputs = [inputOf(log, { from: 'end' })];
  bench.start(inputs);
  await sleep(200);
  await bench.stop();
  appendFileSync(log, text(lines(100, 110)));
  bench.start(inputs);
  t.strictSame(await bench.records(10), lines(100, 110));
});

t.test('many files need few descriptors', async (t) => {
  const bench = new TailBench(t);
  for (let i = 0; i < 600; i++) writeFileSync(bench.path(`${i}.log`), `${i}\n`);
  bench.start([inputOf(bench.path('*.log'))], { maxOpen: 8 });
  await bench.records(600);
  for (let i = 0; i < 600; i++) appendFileSync(bench.path(`${i}.log`), `again ${i}\n`);
  t.equal(new Set(await bench.records(1200)).size, 1200);
});
