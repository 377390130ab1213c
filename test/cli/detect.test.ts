import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { run, runProgram } from './run.js';

const rules = `title: Log cleared
id: log-cleared
level: high
logsource: {product: windows, service: security}
detection: {s: {EventID: 1102}, condition: s}
---
title: Failed logon
id: failed
name: failed
logsource: {product: windows, service: security}
detection: {s: {EventID: 4625}, condition: s}
---
title: Many failed logons
id: many-failed
level: medium
correlation: {type: event_count, rules: [failed], group-by: [TargetUserName], timespan: 5m, condition: {gte: 3}}
`;

const record = (code: number, second: number, fields: object = {}): string =>
  JSON.stringify({
    EventID: code,
    Channel: 'Security',
    Hostname: 'DC01\u001b[31m',
    '@timestamp': `2025-06-01T12:00:${String(second).padStart(2, '0')}.000Z`,
    ...fields,
  });

function folder(t: Test): { path: string; file: (name: string, text: string) => string } {
  const path = t.testdir();
  return {
    path,
    file: (name, text) => {
      writeFileSync(join(path, name), text);
      return join(path, name);
    },
  };
}

t.test('one JSON object a match, a summary on standard error', async (t) => {
  const { file } = folder(t);
  const events = file('a.jsonl', [record(1102, 1), record(1, 2), 'no json', record(1102, 3)].join('\n'));
  const { code, stdout, stderr } = await runProgram(
    '',
    'detect',
    '--rules',
    file('r.yml', rules),
    '--format',
    'json',
    events,
  );
  t.equal(code, 0);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  t.match(lines, [
    { rule: { id: 'log-cleared', title: 'Log cleared', level: 'high' }, file: events, record: 1 },
    { rule: { id: 'log-cleared' }, file: events, record: 4 },
  ]);
  t.equal(lines[0].event['winlog.channel'], 'Security');
  t.equal(lines[0].event['event.original'], record(1102, 1));
  t.match(JSON.parse(stderr), {
    files: 1,
    records: 4,
    matched: 2,
    matches: 2,
    unparsable: 1,
    unreadable: 0,
    rules: 3,
  });
});

t.test(
  'correlations count across files in the order of event time, whatever the order of the records',
  async (t) => {
    const { file } = folder(t);
    const failed = (second: number): string => record(4625, second, { TargetUserName: 'eve' });
    const newestFirst = file('a.json', `[${[failed(50), failed(10)].join()}]`);
    const other = file('b.json', `${failed(30)}\n${failed(59)}`);
    const { stdout } = await run('detect', '-r', file('r.yml', rules), '--', newestFirst, other);
    t.match(JSON.parse(stdout), {
      rule: { id: 'many-failed' },
      group: { TargetUserName: 'eve' },
      count: 3,
      first: '2025-06-01T12:00:10.000Z',
      last: '2025-06-01T12:00:50.000Z',
      file: newestFirst,
      record: 1,
    });
    const good = file('r.yml', rules);
    t.equal(
      (await run('detect', '-r', good, '--', other, newestFirst)).stdout,
      stdout,
      'other order of the files',
    );
    t.equal(
      (await run('detect', '-w2', '-r', good, '--', newestFirst, other)).stdout,
      stdout,
      'several threads',
    );
  },
);

t.test('a table; nothing of an event reaches the terminal as control sequence', async (t) => {
  const { file } = folder(t);
  const { code, stdout } = await run(
    'detect',
    '-r',
    file('r.yml', rules),
    '-f',
    'table',
    file('a.jsonl', record(1102, 1)),
  );
  t.equal(code, 0);
  t.match(stdout, /^time +level +rule +host/);
  t.match(stdout, /2025-06-01T12:00:01\.000Z +high +Log cleared +DC01/);
  t.notOk(stdout.includes('\u001b'));
});

t.test('exit 1: a file or rule file cannot be read; the others are still worked on', async (t) => {
  const { path, file } = folder(t);
  const good = file('r.yml', rules);
  const events = file('a.jsonl', record(1102, 1));
  const missing = await run('detect', '-r', good, '--', join(path, 'none.json'), events);
  t.equal(missing.code, 1);
  t.match(missing.stdout, /log-cleared/);
  t.match(missing.stderr, /none\.json/);
  t.match(missing.stderr, /"unreadable":1/);
  t.equal((await run('detect', '-r', join(path, 'none.yml'), '--', events)).code, 1);
  const broken = await run('detect', '-r', good, file('bad.yml', 'title: ['), '--', events);
  t.equal(broken.code, 1);
  t.match(broken.stderr, /bad\.yml:1:\d+: error yaml-syntax/);
  t.match(broken.stdout, /log-cleared/);
});

t.test('a refused rule is reported, and does not fail the work', async (t) => {
  const { file } = folder(t);
  const refused = `title: R\nid: r\nlogsource: {product: windows}\ndetection: {s: {a|re: '(?=x)'}, condition: s}\n`;
  const { code, stderr } = await run(
    'detect',
    '-r',
    file('r.yml', `${rules}---\n${refused}`),
    '--',
    file('a.jsonl', record(1, 1)),
  );
  t.equal(code, 0);
  t.match(stderr, /r\.yml:\d+:\d+: error regex-unsupported/);
  t.match(stderr, /"rules_refused":1/);
});

t.test('exit 2: the call itself is wrong', async (t) => {
  const { file } = folder(t);
  const events = file('a.jsonl', '');
  for (const wrong of [
    ['--timeline', 't.xlsx'],
    ['--level', 'urgent'],
    ['--from', 'yesterday'],
    ['--to', '2025-13-01'],
    ['--workers', '0'],
    ['--colour', 'red'],
  ]) {
    t.equal((await run('detect', events, ...wrong)).code, 2, wrong.join(' '));
  }
  t.equal((await runProgram('', 'detect', '-r', file('r.yml', rules))).code, 2, 'no files');
  t.equal(
    (await run('detect', '-r', file('r.yml', rules), '-f', 'xml', '--', file('a.jsonl', ''))).code,
    2,
    'format',
  );
});
