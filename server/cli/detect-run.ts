import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FoundFile, findFiles } from '../../collectors/file/find-files.js';
import type { Level, RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import type { EngineStats } from '../detect/engine.js';
import { loadRuleSet } from '../detect/load.js';
import type { LoadedRules } from '../detect/rules.js';
import { correlate } from './detect-correlate.js';
import { addCounts, type Counts, noCounts } from './detect-counts.js';
import type { Hit } from './detect-hit.js';
import { type Plan, planFor } from './detect-plan.js';
import { FileQueue, scanHere, scanInThread, threadsFor, type WorkerSetup } from './detect-pool.js';
import { startProgress } from './detect-progress.js';
import { Scanner, type ScanResult, type TimeRange } from './detect-scan.js';
import { byTime, type Item, merge, mergeRuns } from './detect-sort.js';

export interface Detection {
  /** Rule files, folders or archives. */
  rules: readonly string[];
  /** Recordings: files and folders. */
  paths: readonly string[];
  range: TimeRange;
  /** Count the records of each day (default: yes); without it, most records need no time. */
  days?: boolean;
  /** Matches of rules below this level are left out. */
  least: Level;
  /** Rules whose matches are asked for; all when undefined. */
  only?: (loaded: LoadedRules) => ReadonlySet<string>;
  /** Threads; see {@link threadsFor}. */
  workers: number | undefined;
}

export interface Outcome {
  loaded: LoadedRules;
  files: number;
  counts: Counts;
  /** Undefined when the set has no correlations. */
  correlation: EngineStats['correlation'] | undefined;
}

export interface DetectionListener {
  /** Called with the rules before the work begins. */
  loaded?(rules: LoadedRules): void;
  /** A match; the matches come in the order of event time. */
  hit(hit: Hit): Promise<void> | void;
  /** What cannot be read. */
  problem(message: string): void;
}

/**
 * Evaluates rules over recordings. Detection rules run over several files at once; correlations then over what they
 * found, in the order of event time. Memory stays bounded: what does not fit is sorted in temporary files.
 * @throws GrundwachtError FILE_UNREADABLE when a rule path cannot be read
 */
export async function runDetection(detection: Detection, listener: DetectionListener): Promise<Outcome> {
  const { rules, range, least, days = true } = detection;
  const found = await findFiles(detection.paths);
  for (const { message } of found.unreadable) listener.problem(message);
  const counts = noCounts();
  counts.unreadable += found.unreadable.length;
  counts.passedOver += found.passedOver;
  const loaded = await loadRuleSet(rules);
  listener.loaded?.(loaded);
  const only = detection.only?.(loaded);
  const plan = planFor(loaded, least, only);
  const folder = await temporaryFolder();
  try {
    const setup = { rules, least, only, range, days, folder: folder.path };
    const scans = await scanAll(plan, setup, found.files, detection.workers, listener);
    for (const scan of scans) addCounts(counts, scan.counts);
    const paths = found.files.map(({ path }) => path);
    const correlation = await give(plan, scans, paths, counts, listener);
    return { loaded, files: paths.length, counts, correlation };
  } finally {
    folder.remove();
  }
}

async function scanAll(
  plan: Plan,
  setup: Omit<WorkerSetup, 'name'>,
  files: readonly FoundFile[],
  workers: number | undefined,
  { problem }: DetectionListener,
): Promise<ScanResult[]> {
  const queue = new FileQueue(files);
  const progress = startProgress(files.map(({ size }) => size));
  const stop = new AbortController();
  try {
    const others = Array.from({ length: threadsFor(workers, files) - 1 }, (_, index) =>
      scanInThread({ ...setup, name: `thread${index + 1}` }, queue, progress, problem, stop.signal),
    );
    const here = new Scanner(plan, setup, 'thread0');
    return await Promise.all([scanHere(here, queue, progress, problem), ...others]);
  } finally {
    stop.abort();
    progress.stop();
  }
}

/** Merges what both passes give and hands it on. */
async function give(
  plan: Plan,
  scans: readonly ScanResult[],
  paths: readonly string[],
  counts: Counts,
  listener: DetectionListener,
): Promise<EngineStats['correlation'] | undefined> {
  let correlation: EngineStats['correlation'] | undefined;
  const sources = [hitsOf(mergeRuns(scans.flatMap(({ matches }) => matches)), plan, paths)];
  if (plan.second !== undefined) {
    const fed = mergeRuns(scans.flatMap((scan) => scan.fed));
    sources.push(
      correlate(plan.second, fed, paths, plan, counts, (stats) => {
        correlation = stats.correlation;
      }),
    );
  }
  const placed = (hit: Hit): Omit<Item, 'text'> => ({ ...hit, rule: plan.order.get(hit.rule.id)! });
  for await (const hit of merge(sources, (a, b) => byTime(placed(a), placed(b)))) {
    const waiting = listener.hit(hit);
    if (waiting !== undefined) await waiting;
  }
  return correlation;
}

async function* hitsOf(
  items: AsyncIterable<Item>,
  plan: Plan,
  paths: readonly string[],
): AsyncGenerator<Hit> {
  const rules = new Map<number, RuleInfo>(
    plan.first.rules.map(({ info }) => [plan.order.get(info.id)!, info]),
  );
  for await (const { time, file, record, rule, text } of items) {
    const event = JSON.parse(text) as Hit['event'];
    yield { rule: rules.get(rule)!, event, window: undefined, path: paths[file]!, time, file, record };
  }
}

/** What is sorted holds evidence: the folder is the user's alone and goes also when the work is interrupted. */
async function temporaryFolder(): Promise<{ path: string; remove: () => void }> {
  const path = await mkdtemp(join(tmpdir(), 'grundwacht-detect-')).catch((cause: Error) => {
    throw new GrundwachtError('FILE_UNREADABLE', `no temporary folder: ${cause.message}`, { cause });
  });
  const clear = (): void => rmSync(path, { recursive: true, force: true });
  const interrupted = (): void => process.exit(130);
  process.once('exit', clear).once('SIGINT', interrupted).once('SIGTERM', interrupted);
  const remove = (): void => {
    process.off('exit', clear).off('SIGINT', interrupted).off('SIGTERM', interrupted);
    clear();
  };
  return { path, remove };
}
