import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { zipOf } from '../detect/zip-file.js';
import { run } from './run.js';

const rule = (id: string, level: string, code: number, extra = ''): string =>
  `title: ${id}\nid: ${id}\nlevel: ${level}\nlogsource: {product: windows, service: security}\ndetection: {s: {EventID: ${code}}, condition: s}\n${extra}`;
const rules = [
  rule('cleared', 'high', 1102, 'tags: [attack.t1070.001, attack.stealth]\n'),
  rule('logon', 'low', 4624),
].join('---\n');

const record = (code: number, time: string, fields: object = {}): string =>
  JSON.stringify({ EventID: code, Channel: 'Security', Hostname: 'DC01', '@timestamp': time, ...fields });
const lines = (text: string): Record<string, unknown>[] =>
  text
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

t.test('folders: all readable files, packed ones too; others are counted', async (t) => {
  const path = t.testdir({
    'rules.yml': rules,
    evidence: {
      'a.jsonl': record(1102, '2025-06-03T00:00:00Z'),
      sub: { 'b.json': `[${record(1102, '2025-06-01T00:00:00Z')}]`, 'picture.png': 'x' },
      'notes.md': 'x',
    },
  });
  const at = (...names: string[]): string => join(path, 'evidence', ...names);
  writeFileSync(at('c.jsonl.gz'), gzipSync(record(1102, '2025-06-04T00:00:00Z')));
  writeFileSync(at('d.zip'), zipOf({ 'x/d.json': record(1102, '2025-06-02T00:00:00Z'), 'x/readme.md': 'x' }));
  symlinkSync(path, at('loop'));
  const { code, stdout, stderr } = await run(
    'detect',
    '-r',
    join(path, 'rules.yml'),
    '--',
    join(path, 'evidence'),
  );
  t.equal(code, 0, stderr);
  t.same(
    lines(stdout).map((line) => [line['file'], line['record']]),
    [
      [at('sub', 'b.json'), 1],
      [at('d.zip'), 1],
      [at('a.jsonl'), 1],
      [at('c.jsonl.gz'), 1],
    ],
    'in the order of event time',
  );
  t.match(JSON.parse(stderr), { files: 4, records: 4, matches: 4, passed_over: 4, unreadable: 0 });
});

t.test('a damaged file or member is named and counted; everything else is worked on', async (t) => {
  const path = t.testdir({ 'rules.yml': rules, 'bad.evtx': 'no event log', e: {} });
  const good = record(1102, '2025-06-02T00:00:00Z');
  writeFileSync(join(path, 'e', 'x.zip'), zipOf({ '1.evtx': 'no event log', '2.json': good }));
  writeFileSync(join(path, 'e', 'y.json.gz'), gzipSync(good.repeat(3000)).subarray(0, 300));
  const { code, stdout, stderr } = await run(
    'detect',
    '-r',
    join(path, 'rules.yml'),
    '--',
    join(path, 'e'),
    join(path, 'bad.evtx'),
  );
  t.equal(code, 1);
  t.ok(lines(stdout).some((line) => line['file'] === join(path, 'e', 'x.zip')));
  t.match(stderr, /x\.zip!1\.evtx: .*not a Windows event log/);
  t.match(stderr, /y\.json\.gz: /);
  t.match(stderr, /bad\.evtx: /);
  t.match(stderr, /"unreadable":3/);
});

t.test('level and time', async (t) => {
  const path = t.testdir({
    'rules.yml': rules,
    'a.jsonl': [
      record(4624, '2025-06-01T10:00:00Z'),
      record(1102, '2025-06-01T11:00:00Z'),
      record(1102, '2025-06-02T00:00:00Z'),
    ].join('\n'),
  });
  const detect = async (...args: string[]): Promise<{ ids: unknown[]; summary: Record<string, unknown> }> => {
    const { stdout, stderr } = await run(
      'detect',
      '-r',
      join(path, 'rules.yml'),
      ...args,
      '--',
      join(path, 'a.jsonl'),
    );
    const ids = lines(stdout).map((line) => (line['rule'] as { id: string }).id);
    return { ids, summary: JSON.parse(stderr) as Record<string, unknown> };
  };
  t.same((await detect()).ids, ['logon', 'cleared', 'cleared']);
  t.same((await detect('--level', 'medium')).ids, ['cleared', 'cleared']);
  const day = await detect('--from', '2025-06-01T11:00', '--to', '2025-06-02');
  t.same(day.ids, ['cleared'], 'from is inclusive, to exclusive');
  t.match(day.summary, { records: 3, outside_time_range: 2, matches: 1 });
});

t.test('statistics as tables or in the counts', async (t) => {
  const path = t.testdir({
    'rules.yml': rules,
    'a.jsonl': [
      record(4624, '2025-06-01T10:00:00Z'),
      record(1102, '2025-06-01T11:00:00Z', { Hostname: 'A\u001b[31m' }),
      record(1102, '2025-06-02T00:00:00Z'),
    ].join('\n'),
  });
  const both = [
    'detect',
    '-r',
    join(path, 'rules.yml'),
    '--stats',
    '--json-summary',
    '--',
    join(path, 'a.jsonl'),
  ];
  const { stderr } = await run(...both);
  const summary = JSON.parse(stderr.trim().split('\n').at(-1)!) as { stats: unknown };
  t.strictSame(summary.stats, {
    rules: [
      { id: 'cleared', title: 'cleared', level: 'high', matches: 2 },
      { id: 'logon', title: 'logon', level: 'low', matches: 1 },
    ],
    levels: { informational: 0, low: 1, medium: 0, high: 2, critical: 0 },
    tactics: { stealth: 2 },
    techniques: { 'T1070.001': 2 },
    hosts: { DC01: 2, 'A\u001b[31m': 1 },
    days: { '2025-06-01': 2, '2025-06-02': 1 },
    records_by_day: { '2025-06-01': 2, '2025-06-02': 1 },
  });
  t.match(stderr, /rule +level +matches\ncleared +high +2\nlogon +low +1\n/);
  t.match(stderr, /technique +matches\nT1070\.001 +2\n/);
  t.match(stderr, /day \(UTC\) +matches +records\n2025-06-01 +2 +2\n2025-06-02 +1 +1\n/);
  t.notOk(stderr.includes('\u001b'), 'no control sequence reaches the terminal');
});

t.test('timeline: CSV without formulas, NDJSON; standard output is then only on request', async (t) => {
  const path = t.testdir({
    'rules.yml': rules,
    'a.jsonl': record(1102, '2025-06-01T11:00:00Z', {
      Hostname: '=cmd|/C calc',
      RecordNumber: 77,
      SubjectUserName: 'eve "x", y\r\n@z',
      SubjectDomainName: 'CITY',
    }),
  });
  const at = (name: string): string => join(path, name);
  const detect = (...args: string[]) => run('detect', '-r', at('rules.yml'), ...args, '--', at('a.jsonl'));
  const csv = await detect('--timeline', at('t.csv'));
  t.equal(csv.code, 0, csv.stderr);
  t.equal(csv.stdout, '');
  const [head, row, rest] = readFileSync(at('t.csv'), 'utf8').split('\r\n');
  t.equal(
    head,
    'time,level,rule,rule_id,techniques,host,channel,event_id,record_id,user,details,file,record',
  );
  t.match(row, /^2025-06-01T11:00:00\.000Z,high,cleared,cleared,T1070\.001,'=cmd\|\/C calc,Security,1102,/);
  t.match(row, /"SubjectUserName: eve ""x"", y @z"/, 'quotes doubled, on one line');
  t.equal(rest, '', 'ends with the line');
  const json = await detect('--timeline', at('t.ndjson'), '--format', 'json');
  t.equal(lines(json.stdout).length, 1);
  t.match(lines(readFileSync(at('t.ndjson'), 'utf8')), [
    {
      level: 'high',
      host: '=cmd|/C calc',
      channel: 'Security',
      event_id: '1102',
      file: at('a.jsonl'),
      record: 1,
    },
  ]);
  mkdirSync(at('folder.csv'));
  const broken = await detect('--timeline', at('folder.csv'));
  t.equal(broken.code, 1, 'cannot be written');
  t.match(broken.stderr, /folder\.csv cannot be written/);
});

t.test('the shipped rules are the default', async (t) => {
  const path = t.testdir({ 'a.jsonl': record(1102, '2025-06-01T11:00:00Z') });
  const { code, stderr } = await run('detect', join(path, 'a.jsonl'));
  t.equal(code, 0, stderr);
  t.ok((JSON.parse(stderr) as { rules: number }).rules >= 25);
});

const recordings = join(packageRoot(), '..', 'shared', 'data', 'windows', 'evtx');
t.test(
  'threads change nothing, and packed event logs give what plain ones give',
  { skip: existsSync(recordings) ? false : `${recordings} is absent` },
  async (t) => {
    const folder = join(recordings, 'Credential Access');
    const one = await run('detect', '-w', '1', folder);
    const three = await run('detect', '-w', '3', folder);
    t.equal(one.code, 0, one.stderr);
    t.ok(lines(one.stdout).length > 3);
    t.equal(three.stdout, one.stdout);
    t.same(JSON.parse(three.stderr), JSON.parse(one.stderr));
    const file = 'babyshark_mimikatz_powershell.evtx';
    const packed = join(t.testdir(), `${file}.gz`);
    writeFileSync(packed, gzipSync(readFileSync(join(folder, file))));
    const [plain, gz] = [await run('detect', join(folder, file)), await run('detect', packed)];
    const bare = (text: string): object[] => lines(text).map(({ rule, record }) => ({ rule, record }));
    t.same(bare(gz.stdout), bare(plain.stdout));
    t.ok(bare(gz.stdout).length > 0);
  },
);
