import { mkdtempSync, rmSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { CrashingCollector } from './crashing-collector.js';
import { inputOf } from './fixtures.js';
import { type Rotation, RotatingLog, rotations } from './rotating-log.js';

type Step =
  | { do: 'append'; count: number; size: number }
  | { do: 'rotate'; how: Rotation; steps: number }
  | { do: 'step'; count: number }
  | { do: 'tick'; ms: number }
  | { do: 'start' | 'stop' | 'linger' | 'commit' | 'between' }
  | { do: 'kill'; after: number }
  | { do: 'look' | 'read'; passes: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('append' as const), count: fc.integer({ min: 1, max: 6 }), size: fc.constantFrom(0, 5, 40, 300, 900) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('rotate' as const), how: fc.constantFrom(...rotations), steps: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('step' as const), count: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.constantFrom(1, 4, 100, 10_000) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'start' as const, 'stop' as const, 'linger' as const, 'commit' as const, 'between' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), after: fc.integer({ min: 0, max: 12 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('look' as const, 'look' as const, 'read' as const), passes: fc.integer({ min: 1, max: 5 }) }) },
);

async function check(pattern: string, header: string, maxOpen: number, steps: readonly Step[]): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-rotation-'));
  const path = join(dir, 'app.log');
  const log = new RotatingLog(path, header);
  const collector = new CrashingCollector([inputOf(join(dir, pattern))], { maxOpen });
  try {
    log.append(3, 60, false);
    collector.start();
    await collector.look();
    collector.sink.commit();
    for (const one of steps) {
      if (process.env['TRACE']) console.error(JSON.stringify(one));
      switch (one.do) {
        case 'append': log.append(one.count, one.size, false); break;
        case 'rotate': log.rotate(one.how); log.step(one.steps); break;
        case 'step': log.step(one.count); break;
        case 'tick': log.time += one.ms; break;
        case 'start': collector.start(); await collector.look(1); break;
        case 'stop': await collector.stop(); break;
        case 'linger': await collector.linger(); break;
        case 'commit': collector.sink.commit(); break;
        case 'between': collector.sink.between = () => { collector.sink.between = undefined; log.step(1); }; break;
        case 'kill': await collector.kill(one.after); break;
        case 'look': await collector.look(one.passes); break;
        case 'read': await collector.read(one.passes, path); break;
      }
      if (process.env['TRACE']) { collector.sink.texts.length; console.error(readdirSync(dir).map(n => `${n}:${statSync(join(dir, n)).ino}:${statSync(join(dir, n)).size}`).join(' '), '\n   ', collector.sink.texts.map(x=>/line (\d+)/.exec(x)?.[1]??'h').join(' ')+ '\n'+JSON.stringify([...collector.sink.marks])); }
    }
    collector.sink.between = undefined;
    log.finish();
    collector.start();
    for (let i = 0; i < 5; i++) {
      await collector.look();
      await collector.linger();
    }
    await collector.stop();
    const numbers = collector.sink.texts.filter(x => x !== header).map((line) => Number(/line (\d+)/.exec(line)?.[1] ?? -1)).sort((a, b) => a - b);
    const heads = collector.sink.texts.filter(x => x === header).length;
    const expected = Array.from({ length: log.written }, (_, n) => n);
    const missing = expected.filter((n) => !numbers.includes(n));
    const doubled = numbers.filter((n, i) => numbers[i - 1] === n);
    if (missing.length + doubled.length > 0 || heads !== log.headers)
      throw new Error(`missing ${missing}; doubled ${doubled}; headers ${heads} of ${log.headers}; ${readdirSync(dir)}`);
  } finally {
    await collector.stop();
    log.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** File systems without a time of creation give the number of a file that is gone to the next one. */
function forgetBirthTimes(): void {
  const prototype = Object.getPrototypeOf(statSync('/', { bigint: true })) as object;
  Object.defineProperty(prototype, 'birthtimeNs', { get: () => 0n, set: () => undefined });
}
if (process.env['NOBIRTH']) forgetBirthTimes();
const runs = Number(process.env['ROTATION_RUNS'] ?? 50);
for (const pattern of ['app.log', 'app.log*'])
  for (const header of process.env['HEADERS'] ? ['', 'h'.repeat(20), 'h'.repeat(300)] : [''])
    t.test(`${pattern}, header of ${header.length}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(1, 8), fc.array(step, { minLength: 3, maxLength: 25 }), (maxOpen, steps) =>
          check(pattern, header, maxOpen, steps),
        ),
        { numRuns: runs, ...(process.env['SEED'] ? {seed: Number(process.env['SEED'])} : {}), ...(process.env['PATHX'] ? {path: process.env['PATHX']} : {}) },
      );
    });
