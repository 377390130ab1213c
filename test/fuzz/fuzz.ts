import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { BlockCoverage } from './coverage.js';
import { mutate } from './mutate.js';
import { Random } from './random.js';
import { isRefusal, type Target } from './target.js';

/** An input that must not be, in its shortest form. */
export interface Finding {
  target: string;
  kind: 'crash' | 'slow' | 'hang' | 'memory';
  detail: string;
  input: Buffer;
}

export interface FuzzReport {
  target: string;
  inputs: number;
  corpus: number;
  /** Blocks of the program that were reached. */
  blocks: number;
  /** Slowest input, milliseconds of CPU. */
  slowest: number;
  findings: Finding[];
}

export interface FuzzOptions {
  seconds: number;
  seed: number;
  /** Told of each input before it is run: what is told last is what hangs. */
  watch?: (input: Buffer) => void;
}

/** Inputs between two looks at the coverage, which is dear. */
const batch = 32;
const mostFindings = 5;
const ownScripts = /\/build\/(server|collectors)\//;

/**
 * Runs a target on changed inputs; what reaches new code is changed further. A slow input is run again, and the least
 * of three times counts, so that a busy machine finds nothing.
 */
export async function fuzz(target: Target, { seconds, seed, watch }: FuzzOptions): Promise<FuzzReport> {
  const random = new Random(seed);
  const words = (target.words ?? []).map((word) => Buffer.from(word, 'latin1'));
  const coverage = new BlockCoverage(ownScripts);
  const corpus: Buffer[] = [];
  const findings = new Map<string, Finding>();
  let inputs = 0;
  let slowest = 0;

  const run = async (input: Buffer): Promise<void> => {
    watch?.(input);
    inputs++;
    const { error, cpu } = await measured(target, input);
    if (error !== undefined) await note('crash', error, input);
    else if (cpu > slowest) {
      const least = cpu > target.limit ? await leastOfThree(target, input) : cpu;
      slowest = Math.max(slowest, least);
      if (least > target.limit) await note('slow', `${least.toFixed(0)} ms of CPU`, input);
    }
  };
  const note = async (kind: Finding['kind'], detail: string, input: Buffer): Promise<void> => {
    const key = kind === 'slow' ? 'slow' : detail;
    if (findings.has(key) || findings.size >= mostFindings) return;
    const shortest = kind === 'crash' ? await minimise(target, input, detail) : input;
    findings.set(key, { target: target.name, kind, detail, input: shortest });
  };

  const seeds = await target.seeds();
  for (const seed of seeds.length > 0 ? seeds : [Buffer.alloc(0)]) {
    const input = Buffer.from(seed.subarray(0, target.longest));
    await run(input);
    corpus.push(input);
  }
  coverage.take();
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end && findings.size < mostFindings) {
    const tried: Buffer[] = [];
    for (let n = 0; n < batch && performance.now() < end; n++) {
      // The newest reach what was found last.
      const from = random.below(2) === 0 ? corpus.slice(-20) : corpus;
      const input = mutate(random.of(from), random, { corpus, words, longest: target.longest });
      await run(input);
      tried.push(input);
    }
    if (coverage.take() === 0) continue;
    // Which of them it was: what a batch reached is known now, so they are kept all, unless they are many.
    corpus.push(...distinct(tried).slice(0, 4));
    if (corpus.length > 4000) corpus.splice(seeds.length, 1000);
  }
  return {
    target: target.name,
    inputs,
    corpus: corpus.length,
    blocks: coverage.size,
    slowest,
    findings: [...findings.values()],
  };
}

function distinct(inputs: readonly Buffer[]): Buffer[] {
  return [...new Map(inputs.map((input) => [input.toString('latin1'), input])).values()].toSorted(
    (a, b) => a.length - b.length,
  );
}

async function measured(target: Target, input: Buffer): Promise<{ error?: string; cpu: number }> {
  const before = process.cpuUsage();
  try {
    const running = target.run(input);
    if (running !== undefined) await running;
    return { cpu: since(before) };
  } catch (error) {
    if (isRefusal(error)) return { cpu: since(before) };
    return { error: described(error), cpu: since(before) };
  }
}

function since(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function leastOfThree(target: Target, input: Buffer): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 3; n++) least = Math.min(least, (await measured(target, input)).cpu);
  return least;
}

/** Message, without what differs from input to input, and the place in the program. */
function described(error: unknown): string {
  if (!(error instanceof Error)) return `thrown: ${String(error)}`;
  const place = error.stack?.split('\n').find((line) => ownScripts.test(line)) ?? '';
  const message = error.message.slice(0, 120).replace(/\d+/g, 'N');
  return `${error.name}: ${message} ${place.trim().replace(/^.*\/build\//, '')}`;
}

/** Takes away whatever the fault does not need. */
async function minimise(target: Target, input: Buffer, detail: string): Promise<Buffer> {
  let best = input;
  for (let size = Math.ceil(best.length / 2), tries = 0; size >= 1 && tries < 3000; ) {
    let shorter = false;
    for (let at = 0; at < best.length && tries < 3000; tries++) {
      const candidate = Buffer.concat([best.subarray(0, at), best.subarray(at + size)]);
      if ((await measured(target, candidate)).error === detail) {
        best = candidate;
        shorter = true;
      } else at += size;
    }
    if (!shorter || size > best.length) size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return best;
}

/** @returns a name for a finding's file */
export function nameOf({ target, kind, input }: Finding): string {
  return `${target}-${kind}-${createHash('sha256').update(input).digest('hex').slice(0, 12)}`;
}
