import type { DetectFlags } from './detect-flags.js';
import type { Hit } from './detect-hit.js';
import { shippedRules } from './detect-options.js';
import { HitTable, toLine } from './detect-output.js';
import { writeReport } from './detect-report.js';
import { type Detection, type Outcome, runDetection } from './detect-run.js';
import { Statistics } from './detect-stats.js';
import { exitCodeOf, summaryOf } from './detect-summary.js';
import { openTimeline } from './detect-timeline.js';
import { formatProblem } from './rule-problems.js';
import { jsonText, writeError, writeOut } from './write.js';

function detectionOf(rules: readonly string[], paths: readonly string[], flags: DetectFlags): Detection {
  const { find: texts = [], findRegex: expressions = [], host, excludeHost } = flags;
  const searching = texts.length > 0 || expressions.length > 0;
  return {
    rules: rules.length > 0 || searching ? rules : shippedRules(),
    searches: { texts, expressions },
    paths,
    range: { from: flags.from ?? Number.NEGATIVE_INFINITY, to: flags.to ?? Number.POSITIVE_INFINITY },
    days: statisticsWanted(flags),
    least: flags.level,
    selection: flags,
    hosts: { only: host, except: excludeHost },
    unique: flags.unique ?? false,
    logZone: flags.logZone,
    workers: flags.workers,
  };
}

function statisticsWanted({ stats, jsonSummary, report }: DetectFlags): boolean {
  return stats === true || jsonSummary === true || report !== undefined;
}

/**
 * Evaluates rules over recordings and prints what matches.
 * @param rules files, folders or archives; none: the shipped ones
 * @param paths recordings
 * @returns exit code: 0 done (refused rules are reported), 1 when a file or rule file could not be read
 * @throws GrundwachtError FILE_UNREADABLE
 */
export async function detect(
  rules: readonly string[],
  paths: readonly string[],
  flags: DetectFlags,
): Promise<number> {
  const detection = detectionOf(rules, paths, flags);
  process.stdout.on('error', endWithReader);
  const { columns, zone, report } = flags;
  const timeline =
    flags.timeline === undefined ? undefined : await openTimeline(flags.timeline, { columns, zone });
  const printed = flags.format ?? (timeline === undefined && report === undefined ? 'json' : undefined);
  const table = printed === 'table' ? new HitTable(zone) : undefined;
  const statistics = statisticsWanted(flags) ? new Statistics() : undefined;
  const outcome = await runDetection(detection, {
    loaded: ({ problems }) => {
      const errors = problems.filter(({ severity }) => severity === 'error');
      for (const problem of errors) writeError(`${formatProblem(problem)}\n`);
    },
    problem: (message) => writeError(`${message}\n`),
    hit: async (hit: Hit) => {
      statistics?.add(hit);
      await timeline?.add(hit);
      if (printed === 'json') await print(jsonText(toLine(hit)));
      else if (table !== undefined) await print(table.add(hit));
    },
  });
  await timeline?.close();
  if (table !== undefined) await print(table.end());
  if (statistics !== undefined) await giveStatistics(statistics, outcome, detection, flags);
  const shown = flags.jsonSummary ? { stats: statistics?.toObject(outcome.counts.days) } : {};
  writeError(jsonText({ ...summaryOf(outcome), ...shown }));
  return exitCodeOf(outcome);
}

async function giveStatistics(
  statistics: Statistics,
  outcome: Outcome,
  detection: Detection,
  { stats, report, zone }: DetectFlags,
): Promise<void> {
  if (stats) writeError(`${statistics.toTables(outcome.counts.days)}\n`);
  if (report !== undefined)
    await writeReport(report, { statistics, outcome, detection, zone, now: Date.now() });
}

/** The reader of standard output has enough (`| head`). */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/** Writes to standard output and waits while its reader is slower. */
function print(text: string): Promise<void> | undefined {
  if (text === '' || writeOut(text)) return undefined;
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}
