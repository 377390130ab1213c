import type { LoadedRules } from '../detect/rules.js';
import { addDay } from './detect-counts.js';
import { keyDetails } from './detect-details.js';
import type { Hit } from './detect-hit.js';
import { type Outcome, runDetection } from './detect-run.js';
import { exitCodeOf, summaryOf } from './detect-summary.js';
import type { TimeRange } from './detect-time.js';
import { formatBacktest } from './rule-backtest-format.js';
import { formatProblem } from './rule-problems.js';
import { jsonText, writeError, writeOut } from './write.js';

export interface BacktestRequest {
  /** Rule files, folders or archives whose matches are asked for. */
  rules: readonly string[];
  /** Rules that correlations among them refer to. */
  with: readonly string[];
  paths: readonly string[];
  range: TimeRange;
  workers: number | undefined;
  /** Examples that are kept of each rule. */
  examples: number;
}

/** What a rule would have given. */
export interface Backtest {
  rule: { id: string; title: string; level: string };
  matches: number;
  /** Every day with records: UTC day -> matches; days without any are there with 0. */
  days: Record<string, number>;
  /** The hosts with most matches, at most ten. */
  hosts: Record<string, number>;
  examples: { time: string; host: string; details: string; file: string; record: number }[];
}

interface Tally {
  matches: number;
  days: Map<string, number>;
  hosts: Map<string, number>;
  examples: Hit[];
}

/** Distinct hosts that are counted of a rule: their names come from events. */
const mostHosts = 10_000;

/**
 * Runs rules over recordings and tells what they would have given.
 * @param problem called for what cannot be read, and for errors of rules
 * @throws GrundwachtError FILE_UNREADABLE when a rule path cannot be read
 */
export async function backtest(
  request: BacktestRequest,
  problem: (message: string) => void,
): Promise<{ outcome: Outcome; results: Backtest[] }> {
  const { rules, paths, range, workers, examples } = request;
  const tallies = new Map<string, Tally>();
  const outcome = await runDetection(
    {
      rules: [...rules, ...request.with],
      only: ({ infos }) => new Set(infos.filter(({ path }) => isOf(path, rules)).map(({ id }) => id)),
      paths,
      range,
      least: 'informational',
      workers,
    },
    {
      problem,
      loaded: ({ problems }) => {
        for (const item of problems) if (item.severity === 'error') problem(formatProblem(item));
      },
      hit: (hit) => add(tallies, hit, examples),
    },
  );
  const tested = outcome.loaded.infos.filter(({ path }) => isOf(path, rules));
  const feeding = feedingOnly(outcome.loaded);
  const results = tested
    .filter(({ id }) => !feeding.has(id) || tallies.has(id))
    .map(({ id, title, level }) => ({
      rule: { id, title, level },
      ...resultOf(tallies.get(id), [...outcome.counts.days.keys()]),
    }));
  return { outcome, results };
}

/** Rules that only feed correlations give no matches of their own. */
function feedingOnly({ correlations }: LoadedRules): Set<string> {
  return new Set(correlations.flatMap(({ references }) => references.map(({ rule }) => rule.info.id)));
}

function isOf(path: string, roots: readonly string[]): boolean {
  return roots.some(
    (root) =>
      path === root ||
      [`${root}#`, `${root}!`, `${root.replace(/\/$/, '')}/`].some((start) => path.startsWith(start)),
  );
}

function add(tallies: Map<string, Tally>, hit: Hit, examples: number): void {
  const { id } = hit.rule;
  const tally: Tally = tallies.get(id) ?? { matches: 0, days: new Map(), hosts: new Map(), examples: [] };
  tallies.set(id, tally);
  tally.matches++;
  addDay(tally.days, hit.time);
  const host = hit.event['host.name'] ?? '';
  const known = tally.hosts.get(host);
  if (known !== undefined || tally.hosts.size < mostHosts) tally.hosts.set(host, (known ?? 0) + 1);
  if (tally.examples.length < examples) tally.examples.push(hit);
}

function resultOf(tally: Tally | undefined, days: readonly string[]): Omit<Backtest, 'rule'> {
  const hosts = [...(tally?.hosts ?? [])].sort(([, a], [, b]) => b - a).slice(0, 10);
  return {
    matches: tally?.matches ?? 0,
    days: Object.fromEntries([...days].sort().map((day) => [day, tally?.days.get(day) ?? 0])),
    hosts: Object.fromEntries(hosts),
    examples: (tally?.examples ?? []).map(({ event, path, record }) => ({
      time: event['@timestamp'],
      host: event['host.name'] ?? '',
      details: keyDetails(event),
      file: path,
      record,
    })),
  };
}

/** `grundwacht rules backtest`; @returns exit code: 1 when a rule or recording could not be read */
export async function runBacktest(request: BacktestRequest, json: boolean): Promise<number> {
  const problem = (message: string): void => void writeError(`${message}\n`);
  const { outcome, results } = await backtest(request, problem);
  const { days } = outcome.counts;
  if (json) {
    const records = Object.fromEntries([...days].sort());
    writeOut(jsonText({ results, records_by_day: records }, 2));
  } else
    for (const result of results) {
      const examples = result.examples.map(({ file, record, ...each }) => ({
        ...each,
        place: `${file}:${record}`,
      }));
      writeOut(formatBacktest({ ...result, examples }, days));
    }
  writeError(jsonText(summaryOf(outcome)));
  return results.length === 0 ? 1 : exitCodeOf(outcome);
}
