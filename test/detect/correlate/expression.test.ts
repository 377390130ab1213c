import t from 'tap';
import type { RuleProblem } from '../../../server/contract/detection.js';
import { createEngine } from '../../../server/detect/engine.js';
import { type LoadedRules, loadRules } from '../../../server/detect/rules.js';
import { parseTimespan } from '../../../server/detect/sigma/timespan.js';
import { event } from '../events.js';

const names = ['log_in', 'log_out', '8e3f-b2'];
const bases = names.map(
  (name) =>
    `title: ${name}\nname: ${name}\nlogsource: {product: test}\ndetection: {s: {kind: ${name}}, condition: s}\n`,
);

function load(body: string, extendedTemporal = true): LoadedRules {
  const rule = `title: C\nid: c\ncorrelation:\n  type: temporal\n  rules: [${names}]\n  timespan: 1m\n  ${body}\n`;
  return loadRules([{ path: 'c.yml', text: [...bases, rule].join('---\n') }], {
    experimental: { extendedTemporal },
  });
}

const problemsOf = (body: string): Partial<RuleProblem>[] => load(body).problems;

t.test('a condition over rule names is refused unless it is switched on', async (t) => {
  const { problems, correlations } = load('condition: log_in and log_out', false);
  t.match(problems, [{ code: 'correlation-condition-extended', severity: 'error', line: 22 }]);
  t.same(correlations, []);
  t.same(load('condition: log_in and log_out').problems, []);
});

t.test('rules named in the condition must have matched, those after not must not', async (t) => {
  const engine = createEngine(
    load('condition: 8e3f-b2 and (log_in or log_out) and not (log_in and log_out)'),
  );
  const fires = (kind: string, seconds: number): boolean => {
    const time = 1_750_000_000_000 + seconds * 1000;
    return engine.process(event({ '@timestamp': time, 'event.ingested': time }, { kind })).length > 0;
  };
  t.equal(fires('log_in', 0), false);
  t.equal(fires('log_out', 1), false);
  t.equal(fires('8e3f-b2', 2), false, 'both');
  t.equal(fires('8e3f-b2', 61), true, 'the log-in is past');
  t.equal(fires('8e3f-b2', 62), false, 'used up');
});

t.test('problems name their place and what to do', async (t) => {
  t.match(problemsOf('condition: log_in and log_uot'), [
    { code: 'correlation-expression-rule', line: 22, message: /log_uot/, hint: /log_out/ },
  ]);
  t.match(problemsOf('condition: not log_in'), [{ code: 'correlation-expression-negative' }]);
  t.match(problemsOf('condition: log_in or not log_out'), [{ code: 'correlation-expression-negative' }]);
  t.match(problemsOf('condition: log_in and'), [{ code: 'condition-syntax', line: 22 }]);
  t.match(problemsOf('condition: 2 of log_*'), [{ code: 'correlation-expression-of' }]);
  t.match(problemsOf('condition: 1 of lag_*'), [{ code: 'correlation-expression-of' }]);
  t.match(problemsOf('condition: [log_in, log_out]'), [{ code: 'condition-syntax' }]);
});

t.test('other types take no condition over rule names', async (t) => {
  const text = [
    ...bases,
    'title: C\ncorrelation: {type: event_count, rules: [log_in], timespan: 1m, condition: log_in}\n',
  ];
  const { problems } = loadRules([{ path: 'c.yml', text: text.join('---\n') }], {
    experimental: { extendedTemporal: true },
  });
  t.match(problems, [{ code: 'correlation-condition-extended', message: /temporal/ }]);
});

t.test('limits that exclude each other are warned of', async (t) => {
  const limits = (text: string): unknown[] => load(`condition: {${text}}`).problems.map(({ code }) => code);
  for (const text of ['gte: 3, lt: 3', 'gt: 2, lt: 1', 'eq: 2, gt: 2', 'eq: 1, neq: 1', 'eq: 1, lte: 0']) {
    t.same(limits(text), ['correlation-criterion-never'], text);
  }
  for (const text of ['gte: 2, lte: 2', 'gte: 1, lt: 3, neq: 2', 'eq: 2, gte: 2'])
    t.same(limits(text), [], text);
});

t.test('timespans: seconds to years', async (t) => {
  const day = 86_400_000;
  const spans = {
    '1s': 1000,
    '90m': 5_400_000,
    '24h': day,
    '2d': 2 * day,
    '1w': 7 * day,
    '1M': 30 * day,
    '1y': 365 * day,
  };
  for (const [text, milliseconds] of Object.entries(spans)) t.equal(parseTimespan(text), milliseconds, text);
  for (const text of ['', '0s', '1', 's', '1 minute', '10 s', ' 10s', '-1s', '1S', '1Y', '1.5h']) {
    t.equal(parseTimespan(text), undefined, text);
  }
});
