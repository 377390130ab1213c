import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import t from 'tap';
import { CrashingCollector } from './crashing-collector.js';
import { inputOf } from './fixtures.js';
import { type Naming, RotatingLog, type Rotation, rotations } from './rotating-log.js';

type Simple = 'begin' | 'purge' | 'start' | 'stop' | 'linger' | 'commit' | 'between';
type Step =
  | { do: 'append'; count: number; size: number; half: boolean }
  | { do: 'rotate'; how: Rotation; steps: number }
  | { do: 'step'; count: number }
  | { do: 'tick'; ms: number }
  | { do: Simple }
  | { do: 'kill'; after: number }
  | { do: 'look' | 'read'; passes: number };

interface World {
  pattern: string;
  header: string;
  naming: Naming;
  maxOpen: number;
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      count: upTo(6),
      size: fc.constantFrom(0, 5, 40, 300, 900),
      half: fc.boolean(),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('rotate' as const),
      how: fc.constantFrom(...rotations),
      steps: fc.integer({ min: 0, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('step' as const), count: upTo(3) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('tick' as const), ms: fc.constantFrom(1, 4, 100, 10_000) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom<Simple>('begin', 'purge', 'start', 'start', 'stop', 'linger', 'commit', 'between'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('kill' as const), after: fc.integer({ min: 0, max: 12 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constantFrom<'look' | 'read'>('look', 'look', 'read'), passes: upTo(5) }),
  },
);

/** A log and a collector that is killed and started again. */
class Scene {
  readonly dir = mkdtempSync(join(tmpdir(), 'grundwacht-rotation-'));
  readonly log: RotatingLog;
  readonly collector: CrashingCollector;
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    this.log = new RotatingLog(join(this.dir, 'app.log'), world.header, world.naming);
    const inputs = [inputOf(join(this.dir, world.pattern))];
    this.collector = new CrashingCollector(inputs, { maxOpen: world.maxOpen });
  }

  /** Of what is rotated away before the log was ever seen nothing can be known. */
  async open(): Promise<void> {
    this.log.append(3, 60, false);
    this.collector.start();
    await this.collector.look();
    this.collector.sink.commit();
  }

  async take(step: Step): Promise<void> {
    const { log, collector, dir } = this;
    const { sink } = collector;
    if (step.do === 'append') log.append(step.count, step.size, step.half);
    else if (step.do === 'begin') log.begin();
    else if (step.do === 'rotate') {
      log.rotate(step.how);
      log.step(step.steps);
    } else if (step.do === 'step') log.step(step.count);
    else if (step.do === 'tick') log.time += step.ms;
    else if (step.do === 'purge') log.purge(new Set(sink.texts));
    else if (step.do === 'commit') sink.commit();
    else if (step.do === 'between') {
      sink.between = () => {
        sink.between = undefined;
        log.step(1);
      };
    } else if (step.do === 'start') {
      collector.start();
      await collector.look(1);
    } else if (step.do === 'stop') await collector.stop();
    else if (step.do === 'kill') await collector.kill(step.after);
    else if (step.do === 'linger') await collector.linger();
    else if (step.do === 'read') await collector.read(step.passes, join(dir, 'app.log'));
    else if (step.do === 'look') await collector.look(step.passes);
  }

  /** Reads all that there is. @throws Error naming what is missing or there twice */
  async check(): Promise<void> {
    const { log, collector, dir } = this;
    const { header } = this.world;
    const { sink } = collector;
    sink.between = undefined;
    log.finish();
    log.endLine();
    collector.start();
    for (let i = 0; i < 4; i++) {
      await collector.look();
      await collector.linger();
    }
    await collector.stop();
    const counts = new Map<string, number>();
    for (const text of sink.texts) {
      const line = text === header ? 'header' : (/^line \d+/.exec(text)?.[0] ?? text);
      counts.set(line, (counts.get(line) ?? 0) + 1);
    }
    const wrong: string[] = [];
    const expect = (line: string, expected: number): void => {
      const count = counts.get(line) ?? 0;
      counts.delete(line);
      if (count !== expected) wrong.push(`${line}: ${count} times, not ${expected}`);
    };
    expect('header', log.headers);
    for (let n = 0; n < log.written; n++) expect(`line ${n}`, 1);
    wrong.push(...counts.keys());
    if (wrong.length > 0) throw new Error(`${wrong.join('; ')}; ${readdirSync(dir).join(' ')}`);
  }

  async close(): Promise<void> {
    await this.collector.stop();
    this.log.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

async function play(world: World, steps: readonly Step[]): Promise<void> {
  const scene = new Scene(world);
  try {
    await scene.open();
    for (const one of steps) {
      await scene.take(one);
      if (process.env['TRACE']) {
        console.error(
          JSON.stringify(one),
          '\n  ',
          readdirSync(scene.dir)
            .map(
              (n) => `${n}:${statSync(join(scene.dir, n)).ino % 1000}:${statSync(join(scene.dir, n)).size}`,
            )
            .join(' '),
        );
        console.error(
          '  ',
          scene.collector.sink.texts.map((x) => /^line (\d+)/.exec(x)?.[1] ?? 'h').join(' '),
        );
        console.error(
          '  ',
          JSON.stringify(
            [...scene.collector.sink.marks].map(([k, v]) => [
              k,
              {
                ...(v as any),
                p: (v as any).p.split('/').at(-1),
                s: (v as any).s.split('/').at(-1),
                i: (v as any).i.split(':')[1] % 1000,
              },
            ]),
          ),
        );
      }
    }
    await scene.check();
  } finally {
    await scene.close();
  }
}

/** File systems without a time of creation give the number of a file that is gone to the next one. */
function forgetBirthTimes(): void {
  const prototype = Object.getPrototypeOf(statSync('/', { bigint: true })) as object;
  Object.defineProperty(prototype, 'birthtimeNs', { get: () => 0n, set: () => undefined });
}
if (process.env['NOBIRTH']) forgetBirthTimes();
const runs = Number(process.env['ROTATION_RUNS'] ?? 50);
const world = fc.record<World>({
  pattern: fc.constantFrom('app.log', 'app.log', 'app.log*'),
  header: fc.constantFrom('', '', 'h'.repeat(20), 'h'.repeat(300)),
  naming: fc.constantFrom('number', 'number', 'date'),
  maxOpen: fc.constantFrom(1, 8),
});
t.test('each line exactly once', async () => {
  await fc.assert(fc.asyncProperty(world, fc.array(step, { minLength: 3, maxLength: 25 }), play), {
    numRuns: runs,
    ...(process.env['SEED'] ? { seed: Number(process.env['SEED']) } : {}),
    ...(process.env['PATHX'] ? { path: process.env['PATHX'] } : {}),
  });
});
