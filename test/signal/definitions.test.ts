import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validate } from 'node-cron';
import t from 'tap';
import { packageRoot } from '../../server/contract/package-root.js';
import { signalVerdicts } from '../../server/contract/signal.js';
import { parseSignals, signalDefinitions } from '../../server/signal/definitions.js';
import { parameterFaults, parametersInForce } from '../../server/signal/parameters.js';
import { fillQuery } from '../../server/signal/query.js';
import { sentence } from '../../server/signal/sentence.js';

const signals = signalDefinitions();
const index = JSON.parse(
  readFileSync(join(packageRoot(), 'grundschutz-catalog/kompendium-2023/index.json'), 'utf8'),
) as { bausteine: { requirements: { id: string; withdrawn: boolean }[] }[] };
const valid = new Set(
  index.bausteine.flatMap(({ requirements }) =>
    requirements.filter(({ withdrawn }) => !withdrawn).map(({ id }) => id),
  ),
);
const requirementOf = (id: string): string => /^.*\.A\d+/.exec(id)![0];

t.test(
  'the shipped signals are well-formed, and each speaks of requirements of the Kompendium',
  async (t) => {
    t.ok(signals.filter(({ kind }) => kind !== 'scan').length >= 35);
    for (const { id, requirements, schedule, kind } of signals) {
      for (const { id: requirement } of requirements)
        t.ok(valid.has(requirementOf(requirement)), requirement);
      if (kind !== 'scan') t.ok(validate(schedule ?? ''), `${id}: ${schedule}`);
      // A sub-requirement speaks together with its requirement, so that whoever looks for that finds it.
      const ids = new Set(requirements.map((each) => each.id));
      for (const each of ids) {
        if (requirementOf(each) !== each && kind !== 'scan') {
          const whole = requirementOf(each);
          if (!ids.has(whole)) t.fail(`${id} names ${each}, not ${whole}`);
        }
      }
    }
  },
);

t.test('the signals that the issue names are there', async (t) => {
  const covered = new Set(signals.flatMap(({ requirements }) => requirements.map(({ id }) => id)));
  const wanted = `OPS.1.1.5.A3 OPS.1.1.5.A4 OPS.1.1.5.A6 OPS.1.1.5.A8 OPS.1.1.5.A10 OPS.1.1.5.A12 DER.1.A5 DER.1.A6
    DER.1.A13 DER.1.A15 DER.2.1.A4 OPS.1.1.2.A5 OPS.1.1.3.A15 OPS.1.1.4.A6 OPS.1.1.4.A9 ORP.4.A2 APP.2.2.A17
    APP.3.2.A4 NET.3.1.A7 NET.3.2.A9 CON.3.A5 CON.3.A15 SYS.1.5.A6 SYS.1.1.A10`;
  t.same(
    wanted.split(/\s+/).filter((id) => !covered.has(id)),
    [],
  );
});

t.test('every sentence names figures only that its kind measures', async (t) => {
  const measured: Record<string, string> = {
    'silent-assets': 'hours last sources',
    'unknown-sources': 'hours known unknown names',
    coverage: 'hours percent objects heard share',
    'clock-skew': 'hours limit events skewed seconds',
    transport: 'hours transports sources plain names',
    retention: 'minimum_days grace_hours days age_days events overdue',
    integrity: 'days segments events faults names',
    'event-query': 'hours count hits seen',
    'alert-times': 'days minutes percent alerts late share median_minutes',
    'detection-latency': 'days limit percent alerts seconds',
    deadline: 'days hours percent items late share',
    'privileged-changes': 'days hours changes missing names',
    'fire-drill': 'days percent at drilled fired silent not_drilled share slowest',
  };
  for (const { id, kind, statements } of signals) {
    if (kind === 'scan') continue;
    const figures = measured[kind]!.split(' ');
    for (const verdict of signalVerdicts) {
      for (const text of Object.values(statements[verdict])) {
        for (const [, name] of text.matchAll(/\{(\w+)\}/g)) t.ok(figures.includes(name!), `${id}: {${name}}`);
      }
    }
  }
});

const one = (more: string) => `catalog: kompendium-2023
signals:
  - id: test-signal
    title: {de: a, en: a}
    measures: {de: a, en: a}
    kind: event-query
    schedule: '0 * * * *'
    query: 'host.name:{hosts}'
    expect: present
    requirements: [{id: OPS.1.1.5.A3, effect: both, strength: weak}]
    freshness_hours: 24
    parameters: {hours: 1, count: 1, hosts: 'a*, b c'}
    statements: {supports: {de: a, en: a}, contradicts: {de: a, en: a}, unknown: {de: a, en: a}}
${more}`;

t.test('faults of a definition have file, line and pointer', async (t) => {
  const faults = (text: string): string => parseSignals(text, 'x.yaml').faults.join('\n');
  t.equal(faults(one('')), '');
  t.match(
    faults(one('').replace('freshness_hours: 24', 'freshness_hours: soon')),
    /^x\.yaml:11 \/signals\/0\/freshness_hours: /,
  );
  t.match(faults(one('').replace("'0 * * * *'", 'daily')), /x\.yaml:7 \/signals\/0\/schedule: is no cron/);
  t.match(faults(one('').replace('host.name:{hosts}', 'host.name:(')), /x\.yaml:8 \/signals\/0\/query: /);
  t.match(faults(one('').replace('hours: 1,', '')), /\/signals\/0\/parameters: hours is missing/);
  t.match(
    faults(one('').replace('count: 1', 'count: -1')),
    /\/signals\/0\/parameters\/count: is a number from 0/,
  );
  t.match(
    faults(one('').replace('count: 1', 'count: 1, other: 2')),
    /parameters\/other: is none of its parameters/,
  );
  t.match(faults(one('').replace('expect: present', '')), /needs `query` and `expect`/);
  t.match(
    faults(
      one('').replace('strength: weak}', 'strength: weak}, {id: OPS.1.1.5.A3, effect: both, strength: weak}'),
    ),
    /is there twice/,
  );
  t.match(faults(one('    surprise: 1')), /x\.yaml:\d+ \/signals\/0/);
  t.match(faults('signals: ['), /^x\.yaml:\d+ /);
});

t.test('parameters go into a query as values', async (t) => {
  t.equal(
    fillQuery('a:{x} and b:{n} {y}', { x: 'srv*, b (c)', n: 5 }),
    'a:(srv* or b\\ \\(c\\)) and b:5 {y}',
  );
  t.same(parametersInForce({ parameters: { hours: 1, words: 'a' } }, { hours: 3, gone: 2 }), {
    hours: 3,
    words: 'a',
  });
  t.match(parameterFaults('silent-assets', { hours: 'soon', other: 1 }, ['hours']), [
    { pointer: '/parameters/hours' },
    { pointer: '/parameters/other' },
  ]);
});

t.test('a sentence has its figures in the manner of each language', async (t) => {
  const statements = { supports: { de: '{n} um {at}, {never}', en: '{n} at {at}, {gone}' } };
  const definition = {
    statements: { ...statements, contradicts: { de: '', en: '' }, unknown: { de: '', en: '' } },
  };
  const said = sentence(definition, 'supports', {
    n: 1234.56,
    at: '2026-11-22T10:00:00.000Z',
    never: 'never',
  });
  t.equal(said.de, '1.234,6 um 22.11.2026, 11:00, noch nie');
  t.equal(said.en, '1,234.6 at 22 Nov 2026, 11:00, …');
  t.same(sentence(undefined, 'supports', {}), { de: '', en: '' });
});
