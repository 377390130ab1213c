import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { createRandom } from '../../server/cli/demo/random.js';
import { packageRoot } from '../../server/contract/package-root.js';
import { nodeCommand } from '../helpers/node.js';
import { IngestService } from './ingest-service.js';

const program = join(packageRoot(), 'build/test/fault/tail-process.js');
/** Short here; `TAIL_KILLS=50 TAIL_SEED=1` for a long proof. */
const kills = Number(process.env['TAIL_KILLS'] ?? 5);
/** How long it runs between kills at most, milliseconds. */
const upMs = Number(process.env['TAIL_UP_MS'] ?? 900);
const seed = Number(process.env['TAIL_SEED'] ?? 7);

/** Writes numbered lines and rotates as logrotate does: its settings change from one run to the next. */
class Writer {
  written = 0;
  private readonly log: string;
  private readonly next: () => number;

  constructor(log: string, next: () => number) {
    this.log = log;
    this.next = next;
    writeFileSync(log, '');
  }

  append(): void {
    const count = 1 + Math.floor(this.next() * 400);
    let text = '';
    for (let i = 0; i < count; i++)
      text += `<13>app: line ${this.written++} ${'x'.repeat(this.next() * 60)}\n`;
    // In two writes, so that a line is seen half.
    const cut = Math.floor(this.next() * text.length);
    appendFileSync(this.log, text.slice(0, cut));
    appendFileSync(this.log, text.slice(cut));
  }

  rotate(): void {
    const { log } = this;
    const how = this.next();
    for (let n = 200; n >= 1; n--)
      for (const end of ['', '.gz'])
        if (existsSync(`${log}.${n}${end}`)) renameSync(`${log}.${n}${end}`, `${log}.${n + 1}${end}`);
    if (how < 0.33) {
      copyFileSync(log, `${log}.1`);
      truncateSync(log, 0);
      return;
    }
    renameSync(log, `${log}.1`);
    writeFileSync(log, '');
    if (how > 0.66) {
      writeFileSync(`${log}.1.gz`, gzipSync(readFileSync(`${log}.1`)));
      rmSync(`${log}.1`);
    }
  }
}

for (const pattern of ['app.log', 'app.log*']) {
  t.test(`${pattern}: kill -9 of the collector at random moments while files grow and rotate`, async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'grundwacht-tail-kill-'));
    const service = new IngestService();
    const url = await service.listen();
    let child: ChildProcess | undefined;
    t.teardown(async () => {
      child?.kill('SIGKILL');
      await service.close();
      rmSync(dir, { recursive: true, force: true });
    });
    const next = createRandom(seed).next;
    const writer = new Writer(join(dir, 'app.log'), next);
    const start = async (): Promise<void> => {
      child = spawn(...nodeCommand(program, join(dir, 'spool'), url, join(dir, pattern)), {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout!, 'data');
    };
    let rotated = 0;
    writer.append();
    for (let kill = 0; kill < kills; kill++) {
      await start();
      // Of what was rotated away before it was ever seen nothing can be known.
      while (service.texts.length === 0) await sleep(20);
      const until = Date.now() + next() * upMs;
      while (Date.now() < until) {
        writer.append();
        // Often, but as a rotation by copying demands: not twice before anybody has looked.
        if (next() < 0.12 && Date.now() - rotated > 250) {
          writer.rotate();
          rotated = Date.now();
        }
        await sleep(next() * 30);
      }
      child!.kill('SIGKILL');
      await once(child!, 'exit');
      for (let i = Math.floor(next() * 4); i > 0; i--) {
        writer.append();
        if (next() < 0.5) writer.rotate();
      }
    }
    await start();
    const deadline = Date.now() + 60_000;
    while (service.texts.length < writer.written && Date.now() < deadline) await sleep(50);
    await sleep(500);
    const numbers = service.texts.map((line) => Number(/line (\d+)/.exec(line)?.[1] ?? -1));
    const counts = new Map<number, number>();
    for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
    const missing = Array.from({ length: writer.written }, (_, n) => n).filter((n) => !counts.has(n));
    const doubled = [...counts].filter(([, count]) => count > 1).map(([n]) => n);
    t.strictSame(ranges(missing), [], 'no line is missing');
    t.strictSame(ranges(doubled), [], 'no line is there twice');
    t.equal(numbers.length, writer.written);
    t.comment(`${writer.written} lines, ${kills} kills, ${service.duplicates} batches sent twice`);
  });
}

function ranges(numbers: readonly number[]): string[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  const found: [number, number][] = [];
  for (const n of sorted) {
    const last = found.at(-1);
    if (last?.[1] === n - 1) last[1] = n;
    else found.push([n, n]);
  }
  return found.map(([from, to]) => `${from} to ${to}`);
}
