import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CrashingCollector } from './crashing-collector.js';
import { inputOf } from './fixtures.js';
import { type Naming, RotatingLog, type Rotation } from './rotating-log.js';

/** What is done to the log (the first ones) or the collector. */
export type Step =
  | { do: 'append'; count: number; size: number; half: boolean }
  | { do: 'rotate'; how: Rotation; steps: number }
  | { do: 'step'; count: number }
  | { do: 'tick'; ms: number }
  | { do: 'kill'; after: number }
  | { do: 'look' | 'read'; passes: number }
  | { do: SimpleStep };
export type SimpleStep = 'begin' | 'purge' | 'start' | 'stop' | 'linger' | 'commit' | 'between';

export interface World {
  /** What is followed. */
  pattern: string;
  /** First line of each file; empty: none. */
  header: string;
  naming: Naming;
  /** Files held open at most. */
  maxOpen: number;
}

/** Plays a story. @throws Error naming the lines that are missing or there twice */
export async function play(world: World, steps: readonly Step[]): Promise<void> {
  const scene = new Scene(world);
  try {
    await scene.open();
    for (const step of steps) await scene.take(step);
    await scene.check();
  } finally {
    await scene.close();
  }
}

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
