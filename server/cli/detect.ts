import { stat } from 'node:fs/promises';
import type { Command } from 'commander';
import { readRecords } from '../../collectors/file/read.js';
import type { FileRecord } from '../../collectors/file/record.js';
import type { Event } from '../contract/event.js';
import { createEngine, type Engine } from '../detect/engine.js';
import { loadRuleSet } from '../detect/load.js';
import { normalise } from '../normalise/normalise.js';
import { type Found, formatTable, headings, toLine, toRow } from './detect-output.js';
import { type Progress, startProgress } from './detect-progress.js';
import { formatProblem } from './rule-problems.js';

interface Options {
  rules: string[];
  format: 'json' | 'table';
}

interface Counts {
  records: number;
  matched: number;
  matches: number;
  unparsable: number;
  unreadable: number;
}

/** `grundwacht detect`: rules over files, without a server. */
export function register(program: Command): void {
  program
    .command('detect')
    .description('evaluate Sigma rules over files: one line per match, a summary on standard error')
    .argument('<file...>', '.json, .jsonl, .ndjson, .xml, .evtx, .log, .txt, and .gz or .zip of those')
    .requiredOption('-r, --rules <path...>', 'rule files, folders or .zip archives')
    .option('-f, --format <format>', 'json (one object per line) or table', 'json')
    .action(async (files: string[], options: Options, command: Command) => {
      if (options.format !== 'json' && options.format !== 'table') {
        command.error(`error: --format is json or table, not ${String(options.format)}`, { exitCode: 2 });
      }
      process.exitCode = await detect(files, options);
    });
}

/** @returns exit code: 0 done (refused rules are reported), 1 when a file or rule file could not be read */
async function detect(files: readonly string[], options: Options): Promise<number> {
  const loaded = await loadRuleSet(options.rules);
  const errors = loaded.problems.filter((problem) => problem.severity === 'error');
  for (const problem of errors) process.stderr.write(`${formatProblem(problem)}\n`);
  // Files are complete and may be in any order (Windows exports newest first): nothing in them is too late.
  const engine = createEngine(loaded, { lateness: Number.POSITIVE_INFINITY });
  const counts: Counts = { records: 0, matched: 0, matches: 0, unparsable: 0, unreadable: 0 };
  const rows: string[][] = [];
  const give = (found: Found): Promise<void> | undefined => {
    if (options.format === 'json') return print(`${JSON.stringify(toLine(found))}\n`);
    rows.push(toRow(found));
    return undefined;
  };
  const progress = await startProgress(files);
  for (const file of files) {
    try {
      await detectFile(file, engine, counts, progress, give);
    } catch (error) {
      counts.unreadable++;
      process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    }
    progress.fileDone();
  }
  progress.stop();
  if (options.format === 'table') await print(formatTable(headings, rows));
  const { ungrouped, valueless, evictedGroups, evictedEntries } = engine.stats().correlation;
  const summary = {
    files: files.length,
    ...counts,
    rules: loaded.infos.length,
    rules_refused: new Set(errors.map((problem) => `${problem.path}/${problem.ruleId}`)).size,
    correlation: { ungrouped, valueless, evicted_groups: evictedGroups, evicted_entries: evictedEntries },
  };
  process.stderr.write(`${JSON.stringify(summary)}\n`);
  const brokenRules = errors.some(({ code }) => code.startsWith('yaml-') || code === 'not-a-rule');
  return counts.unreadable > 0 || brokenRules || loaded.infos.length === 0 ? 1 : 0;
}

async function detectFile(
  file: string,
  engine: Engine,
  counts: Counts,
  progress: Progress,
  give: (found: Found) => Promise<void> | undefined,
): Promise<void> {
  // A log line's date has no year: the file's last change tells it.
  const received = (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  for await (const record of readRecords(file)) {
    const event = eventOf(record, file, received);
    counts.records++;
    if (event['event.kind'] === 'pipeline_error') counts.unparsable++;
    const matches = engine.process(event);
    if (matches.length > 0) counts.matched++;
    for (const match of matches) {
      counts.matches++;
      await give({ match, file, record: record.record });
    }
    progress.advance(record.raw.length + 1);
  }
}

function eventOf(record: FileRecord, file: string, received: number): Event {
  const { format, dataset, raw } = record;
  return normalise(
    { source: file, transport: 'file', format, dataset, received, truncated: false, raw },
    { tenant: 'local', collector: 'detect', id: `${file}#${record.record}` },
  );
}

/** Writes to standard output and waits while its reader is slower. */
function print(text: string): Promise<void> | undefined {
  if (process.stdout.write(text)) return undefined;
  return new Promise((resolve) => process.stdout.once('drain', resolve));
}
