import { findFiles } from '../../collectors/file/find-files.js';
import type { Level, RuleInfo } from '../contract/detection.js';
import type { EngineStats } from '../detect/engine.js';
import { loadRuleSet } from '../detect/load.js';
import type { LoadedRules } from '../detect/rules.js';
import { correlate, type Evaluation } from './detect-correlate.js';
import { addCounts, type Counts, noCounts } from './detect-counts.js';
import { type Searches, withSearches } from './detect-find.js';
import { temporaryFolder } from './detect-folder.js';
import type { Hit } from './detect-hit.js';
import type { HostChoice } from './detect-hosts.js';
import { type Plan, planFor } from './detect-plan.js';
import {
  FileQueue,
  type NamedFile,
  scanHere,
  scanInThread,
  threadsFor,
  type WorkerSetup,
} from './detect-pool.js';
import { startProgress } from './detect-progress.js';
import { Scanner, type ScanResult } from './detect-scan.js';
import type { RuleSelection } from './detect-selection.js';
import { byTime, type Item, merge, mergeRuns } from './detect-sort.js';
import { spool, standardInput } from './detect-stdin.js';
import type { TimeRange } from './detect-time.js';
import { Unique } from './detect-unique.js';

export interface Detection {
  /** Rule files, folders or archives. */
  rules: readonly string[];
  /** What is looked for besides. */
  searches?: Searches;
  /** Recordings: files and folders. */
  paths: readonly string[];
  range: TimeRange;
  /** Count the records of each day (default: yes); without it, most records need no time. */
  days?: boolean;
  /** Matches of rules below this level are left out. */
  least: Level;
  /** What else restricts the rules whose matches are asked for. */
  selection?: Omit<RuleSelection, 'level'>;
  /** Events of these hosts count; all when undefined. */
  hosts?: HostChoice | undefined;
  /** A record that several files hold counts once. */
  unique?: boolean;
  /** IANA name of the time zone of records that name none; default UTC. */
  logZone?: string | undefined;
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
  const folder = await temporaryFolder();
  try {
    return await detect(detection, listener, folder.path);
  } finally {
    folder.remove();
  }
}

async function detect(detection: Detection, listener: DetectionListener, folder: string): Promise<Outcome> {
  const { rules, range, least, days = true } = detection;
  const found = await findFiles(detection.paths.filter((path) => path !== standardInput));
  const names = found.files.map(({ path }) => path);
  if (detection.paths.includes(standardInput)) {
    found.files.push(await spool(process.stdin, folder, Date.now()));
    names.push('stdin');
  }
  for (const { message } of found.unreadable) listener.problem(message);
  const counts = noCounts();
  counts.unreadable += found.unreadable.length;
  counts.passedOver += found.passedOver;
  const { searches = { texts: [], expressions: [] } } = detection;
  const loaded = withSearches(await loadRuleSet(rules), searches);
  listener.loaded?.(loaded);
  const only = detection.only?.(loaded);
  const selection = { ...detection.selection, level: least };
  const plan = planFor(loaded, selection, only);
  const { hosts, logZone, unique = false } = detection;
  const setup = { rules, searches, selection, only, range, days, hosts, logZone, folder };
  const files = found.files.map((file, index) => ({ ...file, name: names[index]! }));
  const scans = await scanAll(plan, setup, files, detection.workers, listener);
  for (const scan of scans) addCounts(counts, scan.counts);
  const correlation = await give(plan, scans, { paths: names, logZone, unique, counts }, listener);
  return { loaded, files: names.length, counts, correlation };
}

async function scanAll(
  plan: Plan,
  setup: Omit<WorkerSetup, 'name'>,
  files: readonly NamedFile[],
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
  work: Evaluation,
  listener: DetectionListener,
): Promise<EngineStats['correlation'] | undefined> {
  const { paths, counts } = work;
  let correlation: EngineStats['correlation'] | undefined;
  const sources = [hitsOf(mergeRuns(scans.flatMap(({ matches }) => matches)), plan, paths)];
  if (plan.second !== undefined) {
    const fed = mergeRuns(scans.flatMap((scan) => scan.fed));
    sources.push(
      correlate(plan.second, fed, plan, work, (stats) => {
        correlation = stats.correlation;
      }),
    );
  }
  const placed = (hit: Hit): Omit<Item, 'text'> => ({ ...hit, rule: plan.order.get(hit.rule.id)! });
  const unique = new Unique();
  for await (const hit of merge(sources, (a, b) => byTime(placed(a), placed(b)))) {
    if (work.unique && !unique.add(hit.time, hit.rule.id, hit.event['event.original'])) {
      counts.duplicates++;
      counts.matches--;
      continue;
    }
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
