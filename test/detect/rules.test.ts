import t from 'tap';
import { createEngine } from '../../server/detect/engine.js';
import { loadRules } from '../../server/detect/rules.js';
import { event } from './events.js';

const load = (text: string, options = {}): ReturnType<typeof loadRules> =>
  loadRules([{ path: 'rules.yml', text }], options);
const rule = (name: string, extra = '', detection = `{s: {f: ${name}}, condition: s}`): string =>
  `title: ${name}\nid: id-${name}\nname: ${name}\nlogsource: {product: test}\ndetection: ${detection}\n${extra}`;

t.test('a problem names file, line, column, rule, place and what to do; good rules stay', async (t) => {
  const { rules, problems } = load(
    `${rule('good')}---\ntitle: Bad\nid: bad\nlogsource:\n  product: test\ndetection:\n  s:\n    f|contians: 'x'\n  condition: s or  t\n`,
  );
  t.same(
    rules.map(({ info }) => info.id),
    ['id-good'],
  );
  t.match(problems, [
    {
      severity: 'error',
      path: 'rules.yml',
      line: 13,
      column: 5,
      ruleId: 'bad',
      code: 'modifier-unknown',
      field: 'detection.s.f|contians',
      hint: 'Did you mean `contains`?',
    },
    { code: 'condition-identifier', line: 14, ruleId: 'bad', field: 'detection.condition' },
  ]);
});

t.test('a syntax error names its place and stops only its document', async (t) => {
  const { rules, problems } = load(`${rule('one')}---\ntitle: [\n---\n${rule('two')}`);
  t.ok(rules.some(({ info }) => info.id === 'id-one'));
  t.ok(problems.some(({ code, line }) => code === 'yaml-syntax' && line >= 6));
});

t.test('a hostile file is refused', async (t) => {
  const deep = `title: ${'['.repeat(200)}${']'.repeat(200)}`;
  t.ok(load(deep).problems.some(({ code }) => code === 'yaml-too-large'));
  const lines = ['a0: &a0 [x,x,x,x,x,x,x,x,x]'];
  for (let i = 1; i < 12; i++) lines.push(`a${i}: &a${i} [${Array(9).fill(`*a${i - 1}`)}]`);
  t.ok(load(`title: T\n${lines.join('\n')}\n`).problems.some(({ code }) => code === 'yaml-too-large'));
});

t.test('what users see of a rule', async (t) => {
  const { infos } = load(
    rule(
      'one',
      `level: high\nstatus: test\nauthor: A\ndescription: |\n  D\ntags: [attack.T1110]\nreferences: [r]\nfalsepositives: f\ngrundwacht:\n  title_de: Eins\n  description_de: Beschreibung\n  runbook: {de: [Schritt], en: [Step]}\n  grundschutz: [DER.1.A5, OPS.1.1.5]\n  entity: [host.name]\n`,
    ),
  );
  t.match(infos[0], {
    id: 'id-one',
    title: 'one',
    type: 'detection',
    level: 'high',
    status: 'test',
    author: 'A',
    description: 'D',
    tags: ['attack.t1110'],
    references: ['r'],
    falsepositives: ['f'],
    title_de: 'Eins',
    description_de: 'Beschreibung',
    runbook: { de: ['Schritt'], en: ['Step'] },
    grundschutz: ['DER.1.A5', 'OPS.1.1.5'],
    entity: ['host.name'],
    logsource: { product: 'test' },
    path: 'rules.yml',
    source: /^title: one/,
  });
});

const refused: [code: string, extra: string][] = [
  ['level-unknown', 'level: hihg\n'],
  ['grundwacht-key', 'grundwacht: {titel_de: x}\n'],
  ['grundwacht-block', 'grundwacht: x\n'],
  ['grundwacht-runbook', 'grundwacht: {runbook: {de: [x]}}\n'],
  ['grundwacht-grundschutz', 'grundwacht: {grundschutz: [DER]}\n'],
];
for (const [code, extra] of refused) {
  t.test(`refused as ${code}`, async (t) => {
    t.same(
      load(rule('one', extra)).problems.map((problem) => problem.code),
      [code],
    );
  });
}

t.test('rules without title, log source or detection are refused', async (t) => {
  t.same(
    load('title: T\n').problems.map(({ code }) => code),
    ['logsource-missing', 'detection-missing'],
  );
  t.ok(
    load('detection: {s: x, condition: s}\nlogsource: {}\n').problems.some(
      ({ code }) => code === 'title-missing',
    ),
  );
  t.same(
    load('- a\n- b\n').problems.map(({ code }) => code),
    ['not-a-rule'],
  );
  t.same(load('').problems, []);
});

t.test('an id or name is taken once', async (t) => {
  const { rules, problems } = loadRules([
    { path: 'a.yml', text: rule('one') },
    { path: 'b.yml', text: rule('one') },
  ]);
  t.equal(rules.length, 1);
  t.match(problems, [
    { code: 'id-duplicate', path: 'b.yml', line: 2, message: /a\.yml/ },
    { code: 'name-duplicate', path: 'b.yml', line: 3 },
  ]);
});

t.test('collections: global, repeat and reset', async (t) => {
  const { rules, problems } = load(
    'action: global\nlevel: high\nlogsource: {product: test}\n---\n' +
      'title: A\nid: a\ndetection: {s: {f: 1}, condition: s}\n---\n' +
      'action: repeat\nid: b\ndetection: {s: {f: 2}}\n---\n' +
      'action: reset\n---\n' +
      'title: C\nid: c\nlogsource: {product: test}\ndetection: {s: {f: 3}, condition: s}\n',
  );
  t.same(problems, []);
  t.same(
    rules.map(({ info }) => [info.id, info.title, info.level]),
    [
      ['a', 'A', 'high'],
      ['b', 'A', 'high'],
      ['c', 'C', 'medium'],
    ],
  );
  const engine = createEngine({ ...load(''), rules });
  t.same(
    engine.process(event({}, { f: 2 })).map((match) => match.rule.id),
    ['b'],
  );
});

t.test('filters are joined to the rules they name, within their log source', async (t) => {
  const filter = (logsource: string, rules: string, condition = 'not selection'): string =>
    `title: F\nlogsource: ${logsource}\nfilter: {rules: ${rules}, selection: {user|startswith: adm_}, condition: ${condition}}\n`;
  const fires = (text: string, user: string): boolean => {
    const loaded = load(`${rule('one')}---\n${text}`);
    return createEngine(loaded).process(event({}, { f: 'one', user })).length === 1;
  };
  for (const rules of ['[id-one]', '[one]', 'any']) {
    t.equal(fires(filter('{product: test}', rules), 'adm_x'), false, rules);
    t.equal(fires(filter('{product: test}', rules), 'eve'), true, rules);
  }
  t.equal(fires(filter('{product: other}', '[one]'), 'adm_x'), true, 'another log source');
  t.match(load(`${rule('one')}---\n${filter('{product: test}', '[two]')}`).problems, [
    { code: 'filter-reference' },
  ]);
  t.match(load(`${rule('one')}---\n${filter('{product: test}', '[one]', 'selection')}`).problems, [
    { code: 'filter-positive', severity: 'warning' },
  ]);
  t.ok(load('title: F\nfilter: {condition: not s}\n').problems.some(({ code }) => code === 'filter-rules'));
});

const correlation = (body: string): string => `title: C\nid: c\ncorrelation: {${body}}\n`;
const wrong: [code: string, body: string][] = [
  ['correlation-type', 'type: evnt_count, rules: [one], timespan: 1m, condition: {gte: 1}'],
  ['correlation-rules', 'type: event_count, timespan: 1m, condition: {gte: 1}'],
  ['correlation-timespan', 'type: event_count, rules: [one], timespan: 1 minute, condition: {gte: 1}'],
  ['correlation-condition', 'type: event_count, rules: [one], timespan: 1m'],
  ['correlation-condition-extended', 'type: temporal, rules: [one], timespan: 1m, condition: one and two'],
  ['correlation-criterion', 'type: event_count, rules: [one], timespan: 1m, condition: {ge: 1}'],
  ['correlation-criterion', 'type: event_count, rules: [one], timespan: 1m, condition: {gte: many}'],
  ['correlation-criterion-size', 'type: event_count, rules: [one], timespan: 1d, condition: {gte: 4000001}'],
  [
    'correlation-criterion-size',
    'type: value_count, rules: [one], timespan: 1d, condition: {field: a, gt: 10000}',
  ],
  ['correlation-criterion-size', 'type: temporal, rules: [one], timespan: 1d, condition: {gte: 2}'],
  ['correlation-criterion', "type: event_count, rules: [one], timespan: 1m, condition: {gte: ''}"],
  ['correlation-criterion', 'type: event_count, rules: [one], timespan: 1m, condition: {lt: .inf}'],
  [
    'correlation-criterion',
    'type: value_percentile, rules: [one], timespan: 1m, condition: {field: a, percentile: 101, gte: 1}',
  ],
  ['correlation-rule-repeated', 'type: event_count, rules: [one, one], timespan: 1m, condition: {gte: 2}'],
  ['correlation-rule-repeated', 'type: temporal, rules: [one, one], timespan: 1m'],
  ['correlation-field', 'type: value_count, rules: [one], timespan: 1m, condition: {gte: 1}'],
  ['correlation-reference', 'type: event_count, rules: [on], timespan: 1m, condition: {gte: 1}'],
  ['correlation-cycle', 'type: event_count, rules: [c], timespan: 1m, condition: {gte: 1}'],
  [
    'alias-rule',
    'type: event_count, rules: [one], timespan: 1m, condition: {gte: 1}, aliases: {a: {two: f}}',
  ],
  [
    'alias-map',
    'type: event_count, rules: [one], timespan: 1m, condition: {gte: 1}, aliases: {a: f}}'.slice(0, -1),
  ],
];
for (const [code, body] of wrong) {
  t.test(`correlation refused as ${code}: ${body}`, async (t) => {
    const { correlations, problems } = load(`${rule('one')}---\n${correlation(body)}`);
    t.same(correlations, []);
    t.ok(
      problems.some((problem) => problem.code === code),
      JSON.stringify(problems.map((problem) => problem.code)),
    );
  });
}

t.test('a correlation that refers to an unusable one is refused, too', async (t) => {
  const { correlations, problems } = load(
    'title: A\nid: a\ncorrelation: {type: temporal, rules: [b], timespan: 1m}\n---\n' +
      'title: B\nid: b\ncorrelation: {type: temporal, rules: [nothing], timespan: 1m}\n',
  );
  t.same(correlations, []);
  t.same(
    problems.map(({ code }) => code),
    ['correlation-reference', 'correlation-reference'],
  );
});

t.test('each unit of time', async (t) => {
  for (const [text, milliseconds] of [
    ['90s', 90e3],
    ['2m', 120e3],
    ['1h', 36e5],
    ['1d', 864e5],
    ['1w', 6048e5],
    ['1M', 2592e6],
  ] as const) {
    const { correlations } = load(
      `${rule('one')}---\n${correlation(`type: event_count, rules: [one], timespan: ${text}, condition: {gte: 1}`)}`,
    );
    t.equal(correlations[0]?.rule.timespan, milliseconds, text);
  }
});
