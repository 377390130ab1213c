import { type Command, Option } from 'commander';
import type { Level } from '../contract/detection.js';
import { columnNames } from './detect-columns.js';
import {
  more,
  parseColumnList,
  parseLevel,
  parseList,
  parseReport,
  parseTime,
  parseTimeline,
  parseWorkers,
  parseZone,
} from './detect-options.js';
import type { RuleSelection } from './detect-selection.js';

/** What `grundwacht detect` is called with. */
export interface DetectFlags extends Omit<RuleSelection, 'level'> {
  rules?: string[];
  find?: string[];
  findRegex?: string[];
  format?: 'json' | 'table';
  timeline?: string;
  columns?: string[];
  zone?: string;
  logZone?: string;
  report?: string;
  stats?: boolean;
  jsonSummary?: boolean;
  level: Level;
  from?: number;
  to?: number;
  host?: string[];
  excludeHost?: string[];
  unique?: boolean;
  workers?: number;
}

const help = `
Standard output has one JSON object a match, in the order of event time (with --timeline or --report only when --format
is given); standard error has what cannot be read and, as its last line, the counts as JSON.
LIST is names between commas; * stands for any text. Rules that are left out still feed correlations.
Columns are event fields (Image, user.name, ...), ${columnNames.columns.join(', ')},
or sets of them: ${columnNames.sets.join(', ')}.
Exit code: 0 done, 1 something could not be read, 2 the call itself is wrong.

  grundwacht detect evidence/                                  shipped rules over a folder
  grundwacht detect -r sigma_all_rules.zip --timeline t.csv -- Security.evtx logs.zip
  grundwacht detect --level high --from 2026-11-20 --stats -f table evidence/
  grundwacht detect --find mimikatz --zone Europe/Berlin -f table evidence/`;

/** Adds the arguments and options of `grundwacht detect`. */
export function addFlags(command: Command): Command {
  return command
    .argument(
      '[path...]',
      'files or folders: .evtx .json .jsonl .ndjson .xml .log .txt, and .gz or .zip of those; - is standard input',
    )
    .option('-r, --rules <path...>', 'rule files, folders or .zip archives (default: the shipped rules)')
    .option(
      '--find <text>',
      'find records that hold a text, instead of the shipped rules; again for more',
      more,
    )
    .option('--find-regex <expression>', 'the same with a regular expression (RE2)', more)
    .addOption(
      new Option('-f, --format <format>', 'matches on standard output (default: json)').choices([
        'json',
        'table',
      ]),
    )
    .option('-t, --timeline <file>', 'write a timeline: .csv, .ndjson or .jsonl', parseTimeline)
    .option('--columns <list>', 'columns of the timeline (default: standard)', parseColumnList)
    .option('--report <file>', 'write a summary to be read: .html or .md', parseReport)
    .option('-s, --stats', 'statistics by rule, level, tactic, technique, host and day on standard error')
    .option('--json-summary', 'the same statistics in the counts (the last line of standard error)')
    .option(
      '--zone <zone>',
      'time zone of the timeline and the table, such as Europe/Berlin (default: UTC)',
      parseZone,
    )
    .option('--log-zone <zone>', 'time zone of records that name none (default: UTC)', parseZone)
    .option('--from <time>', 'leave out events before this time (UTC where it names no zone)', parseTime)
    .option('--to <time>', 'leave out events from this time on', parseTime)
    .option('--host <list>', 'matches of these hosts only', parseList)
    .option('--exclude-host <list>', 'no matches of these hosts', parseList)
    .option('-l, --level <level>', 'leave out matches of rules below this level', parseLevel, 'informational')
    .option('--status <list>', 'rules of these statuses only: stable, test, experimental, ...', parseList)
    .option('--exclude-status <list>', 'no rules of these statuses', parseList)
    .option('--rule <list>', 'rules with these ids or titles only', parseList)
    .option('--exclude-rule <list>', 'no rules with these ids or titles', parseList)
    .option('--tag <list>', 'rules with these tags only, such as attack.t1059*', parseList)
    .option('--exclude-tag <list>', 'no rules with these tags', parseList)
    .option('--category <list>', 'rules of these log source categories only', parseList)
    .option('--exclude-category <list>', 'no rules of these log source categories', parseList)
    .option('-u, --unique', 'a record that several files hold counts once')
    .option(
      '-w, --workers <n>',
      'threads (default: as many as cores, and as the files are worth)',
      parseWorkers,
    )
    .addHelpText('after', help);
}
