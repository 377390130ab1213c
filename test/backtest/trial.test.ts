import t from 'tap';
import { eventsOfText } from '../../server/backtest/pasted.js';
import { Trial, type TrialSetup } from '../../server/backtest/trial.js';
import { type Event, toDocument } from '../../server/contract/event.js';
import { noPolicyState } from '../../server/contract/policy-state.js';
import { withNeededRules } from '../../server/detect/needed-rules.js';
import { loadRules } from '../../server/detect/rules.js';
import { event } from '../detect/events.js';

const base = `title: Base
id: base
name: logon_failed
logsource: {product: test}
level: low
detection: {s: {kind: failed}, condition: s}
`;
const many = `title: Many
id: many
level: high
correlation: {type: event_count, rules: [logon_failed], group-by: [user], timespan: 1h, condition: {gte: 2}}
`;
const setup = (text: string, more: Partial<TrialSetup> = {}): TrialSetup => ({
  sources: [{ path: 'rule.yml', text }],
  pipelines: [],
  targets: ['rule.yml'],
  rule: undefined,
  policy: noPolicyState,
  examples: 2,
  ...more,
});
const day = 24 * 3_600_000;
const start = Date.parse('2026-11-01T12:00:00Z');
const failed = (time: number, more: Partial<Event> = {}, fields: Event['fields'] = {}): Event =>
  event({ '@timestamp': time, 'event.ingested': time, ...more }, { kind: 'failed', user: 'anna', ...fields });

t.test('matches by day, days without one included; hosts; examples', async (t) => {
  const trial = new Trial(setup(base));
  const events = [
    failed(start, { 'host.name': 'a' }),
    failed(start + 1, { 'host.name': 'b' }),
    event({ '@timestamp': start + day }, { kind: 'other' }),
    failed(start + 2 * day, { 'host.name': 'b' }),
  ];
  trial.examine(events.map(toDocument));
  t.match(trial.results(), [
    {
      rule: { id: 'base', title: 'Base', level: 'low' },
      matches: 3,
      days: [
        { day: '2026-11-01', matches: 2 },
        { day: '2026-11-02', matches: 0 },
        { day: '2026-11-03', matches: 1 },
      ],
      hosts: [
        { host: 'b', matches: 2 },
        { host: 'a', matches: 1 },
      ],
      examples: [{ 'host.name': 'a' }, { 'host.name': 'b' }],
    },
  ]);
  t.equal(trial.results()[0]!.examples.length, 2);
});

t.test('a correlation finds the loaded rules that it needs, by name and through others', async (t) => {
  const known = loadRules([
    { path: 'base.yml', text: base },
    { path: 'unrelated.yml', text: base.replaceAll('base', 'x').replace('logon_failed', 'y') },
  ]).infos;
  const sources = withNeededRules({ path: 'rule.yml', text: many }, known);
  t.same(
    sources.map(({ path }) => path),
    ['rule.yml', 'base.yml'],
  );
  const trial = new Trial(setup(many, { sources }));
  t.same(trial.problems, []);
  trial.examine([failed(start), failed(start + 1), failed(start + day)].map(toDocument));
  t.match(trial.results(), [{ rule: { id: 'many' }, matches: 1 }]);
});

t.test('several rules: those that only feed give nothing, unless one is asked for alone', async (t) => {
  const both = `${base}---\n${many}`;
  t.same(
    new Trial(setup(both)).rules.map(({ id }) => id),
    ['many'],
  );
  const alone = new Trial(setup(both, { rule: 'base' }));
  alone.examine([toDocument(failed(start))]);
  t.match(alone.results(), [{ rule: { id: 'base' }, matches: 1 }]);
});

t.test("the tenant's exceptions apply, and what they take away is counted", async (t) => {
  const exceptions = [{ id: 'e', detection: 's: {user: svc}\ncondition: s', expires: null }];
  const rules = [{ rule: 'base', enabled: true, level: null, exceptions }];
  const trial = new Trial(
    setup(base, { policy: { disabled: [], tenants: [{ tenant: 'city', sets_off: [], rules }] } }),
  );
  trial.examine([failed(start), failed(start, {}, { user: 'svc' })].map(toDocument));
  t.match(trial.results(), [{ matches: 1 }]);
  t.equal(trial.excepted, 1);
});

t.test('a rule with a fault', async (t) => {
  const trial = new Trial(setup(base.replace('kind:', 'kind|contians:')));
  t.match(trial.problems, [{ code: 'modifier-unknown', line: 6, path: 'rule.yml' }]);
  t.same(trial.rules, []);
});

const options = { tenant: 'city', received: start, limit: 10 };
const pasted = async (text: string) => (await eventsOfText(text, options)).events;

t.test('pasted records of every kind', async (t) => {
  const json = '{"EventID": 4625, "Channel": "Security", "TargetUserName": "anna"}';
  t.match(await pasted(json), [{ 'event.code': '4625', tenant: 'city' }]);
  t.match(await pasted(`[${json},\n${json}]`), [{ 'event.code': '4625' }, { 'event.code': '4625' }]);
  t.match(await pasted(`${json}\n${json}\n`), [{}, { 'winlog.channel': 'Security' }]);
  const syslog = '<38>Nov 21 10:00:00 web01 sshd[1]: Failed password for root from 10.0.0.9 port 22 ssh2';
  t.match(await pasted(`${syslog}\n\n${syslog.slice(4)}`), [
    { 'event.dataset': 'linux.sshd', 'host.name': 'web01' },
    { 'source.ip': '10.0.0.9' },
  ]);
  const xml = `<Event xmlns="http://schemas.microsoft.com/win/2004/08/events/event"><System><Provider Name="P"/><EventID>1102</EventID><Channel>Security</Channel><Computer>DC</Computer></System></Event>`;
  t.match(await pasted(xml), [{ 'event.code': '1102' }]);
  t.match(await pasted('{"a": '), [{ 'event.kind': 'pipeline_error' }], 'a fault is an event too');
});

t.test('more records than the limit are counted', async (t) => {
  const { events, leftOut } = await eventsOfText('{"a": 1}\n'.repeat(12), options);
  t.same([events.length, leftOut], [10, 2]);
});

t.test('a test tells of each record what it gave', async (t) => {
  const trial = new Trial(setup(`${base}---\n${many}`));
  const events = [failed(start), failed(start + 1), event({}, { kind: 'other' })];
  t.match(trial.test(events), [
    { matches: [] },
    { matches: [{ rule: 'many', count: 2, group: { user: 'anna' } }] },
    { event: { fields: { kind: 'other' } }, matches: [] },
  ]);
});
