import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t, { type Test } from 'tap';
import { type JournalState, openJournal } from '../../server/journal/journal.js';
import { texts } from './helpers.js';

/** Mounts a small tmpfs; undefined where that is not permitted. */
function smallDisk(t: Test, size: string): string | undefined {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir]);
  t.teardown(() => {
    if (mounted.status === 0) execFileSync('umount', [dir]);
    rmSync(dir, { recursive: true });
  });
  return mounted.status === 0 ? dir : undefined;
}

t.test('full disk: refused, not lost; goes on by itself when there is room', async (t) => {
  const disk = smallDisk(t, '4m');
  if (!disk) {
    t.pass('a full disk', { skip: 'mounting a tmpfs is not permitted here' });
    return;
  }
  const ballast = join(disk, 'ballast');
  writeFileSync(ballast, Buffer.alloc(2 << 20));
  const states: JournalState[] = [];
  let resumed = (): void => {};
  const works = new Promise<void>((resolve) => {
    resumed = resolve;
  });
  const journal = await openJournal({
    dir: join(disk, 'journal'),
    probeMs: 20,
    onState: (state) => {
      states.push(state);
      if (state.status === 'ok') resumed();
    },
  });
  const kept: string[] = [];
  let refusal: unknown;
  for (let n = 0; !refusal; n++) {
    const text = `${n} ${'z'.repeat(100_000)}`;
    await journal.append(Buffer.from(text)).then(
      () => kept.push(text),
      (error: unknown) => {
        refusal = error;
      },
    );
  }
  t.match(refusal, { code: 'STORAGE_STALLED', message: /ENOSPC/, retryAfterSeconds: 5 });
  t.match(journal.state, { status: 'stalled', reason: /ENOSPC/ });
  await t.rejects(journal.append(Buffer.from('meanwhile')), { code: 'STORAGE_STALLED' });
  rmSync(ballast);
  await works;
  kept.push('afterwards');
  await journal.append(Buffer.from('afterwards'));
  t.strictSame(await texts(journal), kept);
  t.strictSame(states.at(-1), { status: 'ok' });
  await journal.close();
  const again = await openJournal({ dir: join(disk, 'journal') });
  t.strictSame(await texts(again), kept, 'exactly what was acknowledged is there after a reopen');
  await again.close();
});

const child = fileURLToPath(new URL('append-few.js', import.meta.url));
const strace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;

t.test(
  'an EIO of fdatasync is never taken for success',
  { skip: !strace && 'strace is absent' },
  async (t) => {
    const dir = t.testdir();
    const { stdout, stderr } = spawnSync(
      'strace',
      [
        '-f',
        '-qq',
        '-o',
        '/dev/null',
        '-e',
        'inject=fdatasync:error=EIO:when=3',
        process.execPath,
        child,
        dir,
      ],
      // strace counts by thread: one thread makes it the third fdatasync of the process.
      { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: '1' } },
    );
    const lines = stdout.trim().split('\n');
    t.equal(lines.filter((line) => line.startsWith('refused STORAGE_STALLED')).length, 1, stderr);
    const acknowledged = lines.filter((line) => line.startsWith('kept ')).map((line) => line.slice(5));
    t.ok(acknowledged.length >= 8);
    const journal = await openJournal({ dir });
    t.strictSame(await texts(journal), acknowledged);
    t.ok((await journal.newestSegment()).position > 0, 'writing went on in a new segment');
    await journal.close();
  },
);

t.test(
  'each acknowledgement comes after its fdatasync',
  { skip: !strace && 'strace is absent' },
  async (t) => {
    const dir = t.testdir();
    const trace = join(t.testdirName, 'trace');
    spawnSync('strace', [
      '-f',
      '-qq',
      '-e',
      'trace=fdatasync,pwrite64,write',
      '-o',
      trace,
      process.execPath,
      child,
      dir,
    ]);
    let synced = 0;
    let acknowledged = 0;
    for (const line of readFileSync(trace, 'utf8').split('\n')) {
      if (/fdatasync.*= 0/.test(line)) synced++;
      if (/write\(1, "kept /.test(line)) {
        acknowledged++;
        t.ok(synced >= acknowledged, `record ${acknowledged} was acknowledged after ${synced} syncs`);
      }
    }
    t.ok(acknowledged >= 8);
  },
);
