import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { run, runProgram } from './run.js';

const ids = { good: 1, odd: 2, bad: 3, one: 4 } as const;
const uuid = (name: keyof typeof ids): string => `00000000-0000-4000-8000-00000000000${ids[name]}`;
const rule = (name: keyof typeof ids, detection = '{s: {f: 1}, condition: s}'): string =>
  `title: ${name}\nid: ${uuid(name)}\nlevel: low\nlogsource: {product: linux, service: sshd}\ndetection: ${detection}\n`;
const bad = rule('bad', '{s: {f|nothing: 1}, condition: s}');

t.test('check: every problem with its place; exit 1 only for errors', async (t) => {
  const path = t.testdir({
    'good.yml': rule('good'),
    sub: { 'bad.yaml': bad, 'odd.yml': rule('odd', '{s: {f|all: 1}, condition: s}') },
  });
  const all = await runProgram('', 'rules', 'check', path);
  t.equal(all.code, 1);
  t.match(all.stdout, /bad\.yaml:5:\d+: error modifier-unknown detection\.s\.f\|nothing: .*\[0+-0000-4000/);
  t.match(all.stdout, /odd\.yml:5:\d+: warning modifier-all-single/);
  t.match(all.stdout, /2 rules usable, 1 errors, 1 warnings/);
  const odd = join(path, 'sub', 'odd.yml');
  t.equal((await run('rules', 'check', odd)).code, 0);
  t.equal((await run('rules', 'check', '--strict', odd)).code, 1);
  const json = await run('rules', 'check', '--json', path);
  t.match(JSON.parse(json.stdout), { rules: 2, errors: 1, warnings: 1, problems: [{}, {}] });
});

t.test("check: what Sigma's JSON schemas do not allow, where it stands", async (t) => {
  const path = t.testdir({
    'detection.yml': [
      'title: T',
      'id: no-uuid',
      'status: ready',
      'date: 21.11.2026',
      'tags:',
      '  - attack.t1003',
      '  - Not A Tag',
      'logsource: {product: linux}',
      'detection: {s: {f: 1}, condition: s}',
    ].join('\n'),
    'two.yml': [
      rule('one'),
      '---',
      'title: C',
      'name: c',
      'correlation:',
      '  type: event_count',
      `  rules: [${uuid('one')}]`,
      '  timespan: 5m',
      '  condition: {gte: 3}',
    ].join('\n'),
  });
  const { stdout } = await run('rules', 'check', '--json', join(path, 'detection.yml'));
  const { problems } = JSON.parse(stdout) as { problems: { code: string; line: number; field: string }[] };
  const places = problems
    .filter(({ code }) => code === 'schema')
    .map(({ line, field }) => `${line} ${field}`);
  t.same(places, ['2 id', '3 status', '4 date', '7 tags.1']);
  const second = await run('rules', 'check', join(path, 'two.yml'));
  t.match(
    second.stdout,
    /two\.yml:10:1: warning schema correlation: Sigma's JSON schema: .*Add `group-by`\./,
  );
});

t.test('list: table and JSON', async (t) => {
  const path = t.testdir({ 'one.yml': rule('one') });
  t.match((await run('rules', 'list', path)).stdout, /low +detection +0+-\S+ +one +linux\/sshd +.*one\.yml/);
  const [info] = JSON.parse((await run('rules', 'list', '--json', path)).stdout);
  t.match(info, { id: uuid('one'), level: 'low', logsource: { product: 'linux', service: 'sshd' } });
});

const line = (time: string, message: string): string =>
  JSON.stringify({
    EventID: 1102,
    Channel: 'Security',
    Hostname: 'DC01',
    '@timestamp': time,
    Message: message,
  });
const cleared = `title: Cleared\nid: cleared\nlevel: high\nlogsource: {product: windows, service: security}
detection: {s: {EventID: 1102}, condition: s}\n`;
const often = `title: Often\nid: often\nlevel: high
correlation: {type: event_count, rules: [cleared], group-by: [host.name], timespan: 1h, condition: {gte: 2}}\n`;

t.test('backtest: matches of each day, also of days without any; examples', async (t) => {
  const path = t.testdir({ 'r.yml': cleared, 'c.yml': often });
  const events = join(path, 'a.jsonl');
  writeFileSync(
    events,
    [
      line('2025-06-01T10:00:00Z', 'a'),
      line('2025-06-01T10:30:00Z', 'b'),
      line('2025-06-03T10:00:00Z', 'c'),
      JSON.stringify({ EventID: 1, Channel: 'Security', '@timestamp': '2025-06-02T00:00:00Z' }),
    ].join('\n'),
  );
  const alone = await run('rules', 'backtest', '--json', '--examples', '1', join(path, 'r.yml'), events);
  t.equal(alone.code, 0, alone.stderr);
  t.match(JSON.parse(alone.stdout), {
    results: [
      {
        rule: { id: 'cleared', title: 'Cleared', level: 'high' },
        matches: 3,
        days: { '2025-06-01': 2, '2025-06-02': 0, '2025-06-03': 1 },
        hosts: { DC01: 3 },
        examples: [{ time: '2025-06-01T10:00:00.000Z', host: 'DC01', file: events, record: 1 }],
      },
    ],
    records_by_day: { '2025-06-01': 2, '2025-06-02': 1, '2025-06-03': 1 },
  });
  t.equal(JSON.parse(alone.stdout).results[0].examples.length, 1);
  const args = ['rules', 'backtest', join(path, 'c.yml'), events, '--with', join(path, 'r.yml')];
  const correlation = await run(...args);
  t.equal(correlation.code, 0, correlation.stderr);
  t.match(correlation.stdout, /^Often \(often, high\)\n1 matches on 3 days, 0\.3 a day\n/);
  t.match(correlation.stdout, /2025-06-01 +1 +2\n2025-06-02 +0 +1\n/);
  t.notMatch(correlation.stdout, /Cleared/);
  t.equal(
    (await run('rules', 'backtest', join(path, 'c.yml'), events)).code,
    1,
    'the rule it refers to is missing',
  );
});

t.test('test: samples through the rules', async (t) => {
  const record = line('2025-06-01T10:00:00Z', 'a');
  const path = t.testdir({
    'r.yml': cleared,
    'c.yml': often,
    good: {
      'r.yml': `rule: cleared\npositive:\n- {format: json, record: '${record}'}\nnegative:\n- {format: json, record: '{"EventID": 1}'}\n`,
      'c.yml': `rule: often\npositive:\n- {format: json, record: '${record}', repeat: 2, every: 5m}\nnegative:\n- {format: json, record: '${record}', repeat: 3, every: 61m}\n`,
    },
    bad: {
      'r.yml': `rule: cleared\npositive:\n- {format: json, record: '{"EventID": 1}'}\nnegative:\n- {format: json, record: '${record}'}\n`,
    },
    'broken.yml': 'rule: cleared\npositive:\n- {format: csv, record: x}\n',
  });
  const test = (samples: string) =>
    run('rules', 'test', join(path, 'r.yml'), join(path, 'c.yml'), '--samples', join(path, samples));
  const good = await test('good');
  t.match(good.stdout, /2 samples, 0 failed, 2 rules/);
  const broken = await test('broken.yml');
  t.equal(broken.code, 1);
  t.match(broken.stderr, /broken\.yml: positive\[0\]: `format` is one of syslog, json/);
  const alone = await run('rules', 'test', join(path, 'r.yml'), '--samples', join(path, 'bad'));
  t.equal(alone.code, 1);
  t.match(alone.stdout, /r\.yml: positive\[0\]: the rule does not fire/);
  t.match(alone.stdout, /r\.yml: negative\[0\]: the rule fires/);
  t.equal((await run('rules', 'test', join(path, 'r.yml'))).code, 2, 'no samples');
});
