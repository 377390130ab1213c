import { type Command, Option } from 'commander';
import type { Level } from '../contract/detection.js';
import { splitPaths } from './detect-arguments.js';
import { parseLevel, parseTime, parseTimeline, parseWorkers, shippedRules } from './detect-options.js';
import { HitTable, toLine } from './detect-output.js';
import { runDetection } from './detect-run.js';
import { Statistics } from './detect-stats.js';
import { exitCodeOf, summaryOf } from './detect-summary.js';
import { openTimeline } from './detect-timeline.js';
import { formatProblem } from './rule-problems.js';

interface Options {
  rules: string[];
  format?: 'json' | 'table';
  timeline?: string;
  stats?: boolean;
  jsonSummary?: boolean;
  level: Level;
  from?: number;
  to?: number;
  workers?: number;
}

const help = `
Standard output has one JSON object a match, in the order of event time (with --timeline only when --format is given);
standard error has what cannot be read and, as its last line, the counts as JSON.
Exit code: 0 done, 1 something could not be read, 2 the call itself is wrong.

  grundwacht detect evidence/                                  shipped rules over a folder
  grundwacht detect -r sigma_all_rules.zip --timeline t.csv -- Security.evtx logs.zip
  grundwacht detect --level high --from 2026-11-20 --stats -f table evidence/`;

/** `grundwacht detect`: rules over recordings, without a server. */
export function register(program: Command): void {
  program
    .command('detect')
    .description('evaluate Sigma rules over recordings: Windows event logs, JSON, Event-XML, text logs')
    .argument(
      '[path...]',
      'files or folders: .evtx .json .jsonl .ndjson .xml .log .txt, and .gz or .zip of those',
    )
    .option('-r, --rules <path...>', 'rule files, folders or .zip archives (default: the shipped rules)')
    .addOption(
      new Option('-f, --format <format>', 'matches on standard output (default: json)').choices([
        'json',
        'table',
      ]),
    )
    .option('-t, --timeline <file>', 'write a timeline: .csv, .ndjson or .jsonl', parseTimeline)
    .option('-s, --stats', 'statistics by rule, level, technique, host and day on standard error')
    .option('--json-summary', 'the same statistics in the counts (the last line of standard error)')
    .option('-l, --level <level>', 'leave out matches of rules below this level', parseLevel, 'informational')
    .option('--from <time>', 'leave out events before this time (UTC where it names no zone)', parseTime)
    .option('--to <time>', 'leave out events from this time on', parseTime)
    .option(
      '-w, --workers <n>',
      'threads (default: as many as cores, and as the files are worth)',
      parseWorkers,
    )
    .addHelpText('after', help)
    .action(async (paths: string[], options: Options, command: Command) => {
      const { rules, recordings } = splitPaths(options.rules ?? [], paths);
      if (recordings.length === 0) command.error('error: missing the recordings to examine', { exitCode: 2 });
      process.exitCode = await detect(recordings, {
        ...options,
        rules: rules.length > 0 ? rules : shippedRules(),
      });
    });
}

/** @returns exit code: 0 done (refused rules are reported), 1 when a file or rule file could not be read */
async function detect(paths: readonly string[], options: Options): Promise<number> {
  const { rules, level: least, workers, timeline: timelinePath } = options;
  process.stdout.on('error', endWithReader);
  const timeline = timelinePath === undefined ? undefined : await openTimeline(timelinePath);
  const printed = options.format ?? (timeline === undefined ? 'json' : undefined);
  const table = printed === 'table' ? new HitTable() : undefined;
  const statistics = options.stats || options.jsonSummary ? new Statistics() : undefined;
  const range = {
    from: options.from ?? Number.NEGATIVE_INFINITY,
    to: options.to ?? Number.POSITIVE_INFINITY,
  };
  const outcome = await runDetection(
    { rules, paths, range, least, workers },
    {
      loaded: ({ problems }) => {
        const errors = problems.filter(({ severity }) => severity === 'error');
        for (const problem of errors) process.stderr.write(`${formatProblem(problem)}\n`);
      },
      problem: (message) => process.stderr.write(`${message}\n`),
      hit: async (hit) => {
        statistics?.add(hit);
        await timeline?.add(hit);
        if (printed === 'json') await print(`${JSON.stringify(toLine(hit))}\n`);
        else if (table !== undefined) await print(table.add(hit));
      },
    },
  );
  await timeline?.close();
  if (table !== undefined) await print(table.end());
  if (options.stats && statistics !== undefined) process.stderr.write(`${statistics.toTables()}\n`);
  const shown = options.jsonSummary ? { stats: statistics } : {};
  process.stderr.write(`${JSON.stringify({ ...summaryOf(outcome), ...shown })}\n`);
  return exitCodeOf(outcome);
}

/** The reader of standard output has enough (`| head`). */
function endWithReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/** Writes to standard output and waits while its reader is slower. */
function print(text: string): Promise<void> | undefined {
  if (text === '' || process.stdout.write(text)) return undefined;
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}
