import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import t from 'tap';
import {
  more,
  parseColumnList,
  parseList,
  parseReport,
  parseTime,
  parseZone,
} from '../../server/cli/detect-options.js';
import { type Detection, type Outcome, runDetection } from '../../server/cli/detect-run.js';
import { summaryOf } from '../../server/cli/detect-summary.js';
import { run, runProgram } from './run.js';

const rule = (id: string, more: string, code: number): string =>
  `title: ${id}\nid: ${id}\n${more}logsource: {product: windows, service: security}\ndetection: {s: {EventID: ${code}}, condition: s}\n`;
const rules = [
  rule('cleared', 'level: high\nstatus: stable\ntags: [attack.defense-evasion, attack.t1070.001]\n', 1102),
  rule('logon', 'level: low\nstatus: test\nname: logon\n', 4624),
  'title: many\nid: many\nlevel: high\ncorrelation: {type: event_count, rules: [logon], group-by: [User], timespan: 1h, condition: {gte: 2}}\n',
].join('---\n');

const record = (code: number, time: string, fields: object = {}): string =>
  JSON.stringify({
    EventID: code,
    Channel: 'Security',
    Hostname: 'DC01.city.example',
    '@timestamp': time,
    ...fields,
  });
const events = [
  record(1102, '2025-06-01T23:30:00Z'),
  record(1102, '2025-06-02T08:00:00Z', { Hostname: 'SRV7', SubjectUserName: 'eve <b>' }),
  record(4624, '2025-06-02T09:00:00Z', { User: 'mallory' }),
  record(4624, '2025-06-02T09:01:00Z', { User: 'mallory' }),
];
const all = `${events.join('\n')}\n`;

interface Line {
  rule: { id: string; title: string };
  event: Record<string, unknown>;
  file: string;
}
const lines = (text: string): Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
const ids = (text: string): string[] => lines(text).map((line) => line.rule.id);

/** Runs in this process: a new one takes a second. */
async function detect(detection: Partial<Detection>): Promise<{ found: string[]; outcome: Outcome }> {
  const found: string[] = [];
  const outcome = await runDetection(
    {
      rules: [],
      paths: [],
      range: { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
      least: 'informational',
      workers: 1,
      ...detection,
    },
    { hit: ({ rule }) => void found.push(rule.id), problem: (message) => t.comment(message) },
  );
  return { found, outcome };
}

t.test('rules and hosts are chosen; what is left out still feeds correlations', async (t) => {
  const path = t.testdir({ 'rules.yml': rules, 'a.jsonl': all });
  const base = { rules: [join(path, 'rules.yml')], paths: [join(path, 'a.jsonl')] };
  const found = async (more: Partial<Detection>): Promise<string[]> =>
    (await detect({ ...base, ...more })).found;
  t.same(await found({}), ['cleared', 'cleared', 'many']);
  t.same(await found({ selection: { status: ['stable', 'experimental'] } }), ['cleared', 'cleared']);
  t.same(await found({ selection: { excludeStatus: ['stable'] } }), ['many']);
  t.same(await found({ selection: { rule: ['m*'] } }), ['many']);
  t.same(await found({ hosts: { only: ['dc01'], except: undefined } }), ['cleared', 'many']);
  t.same(await found({ hosts: { only: undefined, except: ['dc01', 'other'] } }), ['cleared']);
  const { outcome } = await detect({ ...base, hosts: { only: ['srv7'], except: undefined } });
  t.match(summaryOf(outcome), { records: 4, matches: 1, other_hosts: 3 });
});

t.test('a record that several files hold counts once', async (t) => {
  const path = t.testdir({ 'rules.yml': rules, 'a.jsonl': all, 'b.json': `[${events.join()}]` });
  const base = { rules: [join(path, 'rules.yml')], paths: [join(path, 'a.jsonl'), join(path, 'b.json')] };
  const twice = await detect(base);
  t.same(twice.found, ['cleared', 'cleared', 'cleared', 'cleared', 'many', 'many']);
  const once = await detect({ ...base, unique: true });
  t.same(once.found, ['cleared', 'cleared', 'many']);
  t.match(summaryOf(once.outcome), { matches: 3, duplicates: 4 });
});

t.test('texts and regular expressions are found in records of any kind', async (t) => {
  const path = t.testdir({
    'rules.yml': rules,
    'a.jsonl': all,
    'b.log': 'Jun  2 08:00:00 web1 app: MALLORY was here\n',
  });
  const files = ['--', join(path, 'a.jsonl'), join(path, 'b.log')];
  const found = await run('detect', '--find', 'mallory', '--find', 'srv7', ...files);
  t.same(
    lines(found.stdout)
      .map((line) => line.rule.title)
      .sort(),
    ['Found: mallory', 'Found: mallory', 'Found: mallory', 'Found: srv7'],
  );
  t.match(JSON.parse(found.stderr), { rules: 2, matched: 4 });
  const both = await run(
    'detect',
    '-r',
    join(path, 'rules.yml'),
    '--level',
    'high',
    '--find-regex',
    '"?[m]allory(\\s|$)',
    '-w',
    '2',
    ...files,
  );
  t.same(
    ids(both.stdout).sort(),
    ['cleared', 'cleared', 'find-1', 'find-1', 'find-1', 'many'],
    'whatever the level',
  );
  const refused = await run('detect', '--find-regex', '(?=x)', ...files);
  t.equal(refused.code, 1);
  t.match(refused.stderr, /find-1 cannot be searched: .*look-around/);
});

t.test('standard input', async (t) => {
  const path = t.testdir({ 'rules.yml': rules, 'a.jsonl': record(1102, '2025-06-01T00:00:00Z') });
  const rule = ['-r', join(path, 'rules.yml')];
  const { code, stdout, stderr } = await runProgram(all, 'detect', ...rule, '--', '-', join(path, 'a.jsonl'));
  t.equal(code, 0, stderr);
  t.same(ids(stdout), ['cleared', 'cleared', 'cleared', 'many']);
  t.same(
    lines(stdout).map(({ file }) => file),
    [join(path, 'a.jsonl'), 'stdin', 'stdin', 'stdin'],
  );
  t.equal(lines(stdout)[1]!.event['log.source'], 'stdin');
  const bad = await runProgram('PK\x03\x04', 'detect', ...rule, '--', '-');
  t.equal(bad.code, 1);
  t.match(bad.stderr, /^stdin: /, 'the temporary name is not told');
});

t.test('time zones: of what is shown, and of records that name none', async (t) => {
  const path = t.testdir({
    'rules.yml': rules,
    'a.jsonl': record(1102, '2025-06-01T23:30:00Z'),
    'b.jsonl': JSON.stringify({ EventID: 1102, Channel: 'Security', EventTime: '2025-06-02 03:00:00' }),
  });
  const args = [
    '-r',
    join(path, 'rules.yml'),
    '-f',
    'table',
    '--zone',
    'Europe/Berlin',
    '--log-zone',
    'Europe/Berlin',
  ];
  const { stdout } = await run('detect', ...args, '--', join(path, 'a.jsonl'), join(path, 'b.jsonl'));
  const times = stdout
    .split('\n')
    .slice(1, 3)
    .map((line) => line.split(' ')[0]);
  t.same(times, ['2025-06-02T01:30:00.000+02:00', '2025-06-02T03:00:00.000+02:00']);
});

t.test('columns of the timeline; statistics; reports', async (t) => {
  const path = t.testdir({ 'rules.yml': rules, 'a.jsonl': all });
  const at = (name: string): string => join(path, name);
  const detect = (...args: string[]) => run('detect', '-r', at('rules.yml'), ...args, '--', at('a.jsonl'));
  await detect('--timeline', at('t.csv'), '--columns', 'rule_id,SubjectUserName,tactics');
  t.equal(
    readFileSync(at('t.csv'), 'utf8'),
    'rule_id,SubjectUserName,tactics\r\ncleared,,defense-evasion\r\ncleared,eve <b>,defense-evasion\r\nmany,,\r\n',
  );
  const { stderr } = await detect('--json-summary', '--stats');
  t.match(JSON.parse(stderr.trim().split('\n').at(-1)!), {
    stats: {
      tactics: { 'defense-evasion': 2 },
      techniques: { 'T1070.001': 2 },
      days: { '2025-06-01': 1, '2025-06-02': 2 },
      records_by_day: { '2025-06-01': 1, '2025-06-02': 3 },
    },
  });
  t.match(stderr, /day \(UTC\) +matches +records\n2025-06-01 +1 +1\n2025-06-02 +2 +3\n/);
  const report = await detect('--report', at('r.html'));
  t.equal(report.stdout, '', 'the report is what is asked for');
  const html = readFileSync(at('r.html'), 'utf8');
  t.match(html, /<td>cleared<\/td><td>high<\/td><td class="number">2<\/td>/);
  t.match(html, /<td>SRV7<\/td>/);
  t.notMatch(html, /<script|https?:|eve <b>/);
  await detect('--report', at('r.md'), '--find', 'a|b');
  t.match(
    readFileSync(at('r.md'), 'utf8'),
    /## Rule\n\n\| rule \| level \| matches \|\n\| --- \| --- \| --- \|\n\| cleared \| high \| 2 \|\n/,
  );
  t.match(readFileSync(at('r.md'), 'utf8'), /\| searched for \| a\\\|b \|/);
});

t.test('values of options that cannot be', async (t) => {
  for (const [parse, ...wrong] of [
    [parseZone, 'Mars/Base', ''],
    [parseColumnList, '', ','],
    [parseList, '', 'a,,b'],
    [parseReport, 'r.pdf', 'html'],
    [more, ''],
    [parseTime, '2026-02-30', '2027-02-29T10:00:00Z', '2026-13-01', 'yesterday'],
  ] as const) {
    for (const text of wrong) t.throws(() => parse(text), InvalidArgumentError, `${parse.name} ${text}`);
  }
  t.same(parseList('c, d', ['a']), ['a', 'c', 'd']);
  t.same(more('b,c', ['a']), ['a', 'b,c']);
  t.same(parseColumnList('rule,Image'), ['rule', 'Image']);
  t.equal(parseZone('Europe/Berlin'), 'Europe/Berlin');
  t.equal(parseTime('2028-02-29'), Date.parse('2028-02-29T00:00:00Z'));
});
