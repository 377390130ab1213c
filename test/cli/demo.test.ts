import { join } from 'node:path';
import t from 'tap';
import { attacks } from '../../server/cli/demo/attacks/index.js';
import { people, workstations } from '../../server/cli/demo/city.js';
import { createRandom } from '../../server/cli/demo/random.js';
import { citizenActivity, localTimestamp, officeActivity } from '../../server/cli/demo/rhythm.js';
import { demoNeeds } from '../../server/cli/demo/target-objects/protection-needs.js';
import { demoRelations } from '../../server/cli/demo/target-objects/relations.js';
import { demoTargetObjects } from '../../server/cli/demo/target-objects.js';
import { backfillTraffic, ordinaryTraffic } from '../../server/cli/demo/traffic.js';
import type { Envelope } from '../../server/contract/envelope.js';
import { packageRoot } from '../../server/contract/package-root.js';
import type { EffectiveNeed } from '../../server/contract/protection.js';
import { createEngine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { effectiveNeeds, type StatedNeeds } from '../../server/isms/protection/effective-needs.js';
import { needProblems, normaliseNeed } from '../../server/isms/protection/stated-need.js';
import { mayRelate } from '../../server/isms/structure/relation-kinds.js';
import { normaliseTargetObject, targetObjectProblems } from '../../server/isms/structure/target-object.js';
import { normalise } from '../../server/normalise/normalise.js';

const now = Date.parse('2026-11-20T14:00:00.000Z');
const hour = 3_600_000;
const rules = join(packageRoot(), 'rules');
const loaded = await loadRuleSet([join(rules, 'sigma'), join(rules, 'correlation')]);

const toEvents = (records: readonly Envelope[]) =>
  records.map((envelope, at) =>
    normalise(envelope, { tenant: 'demo', collector: 'demo', id: `e${at}`, zone: 'America/New_York' }),
  );

/** @returns titles of the rules that fire */
function firing(records: readonly Envelope[]): Set<string> {
  const engine = createEngine(loaded);
  return new Set(toEvents(records).flatMap((event) => engine.process(event).map(({ rule }) => rule.title)));
}

t.test('the same seed and time give the same records', async (t) => {
  const make = (seed: number) => JSON.stringify(backfillTraffic(now, 2, 300, createRandom(seed)));
  t.equal(make(5), make(5));
  t.not(make(5), make(6));
});

t.test('every record is read by the normaliser, at the time that it names', async (t) => {
  const records = backfillTraffic(now, 24, 4000, createRandom(1));
  const events = toEvents(records);
  t.same(
    events.filter((event) => event['event.kind'] !== 'event').map((event) => event['error.message']),
    [],
  );
  const wrong = events.filter((event) => Math.abs(event['@timestamp'] - event['event.ingested']) >= 1000);
  t.same(wrong, [], 'event time is receipt time, in whatever zone the server is');
  const datasets = new Set(events.map((event) => event['event.dataset']));
  for (const dataset of ['windows.security', 'windows.system', 'linux.sshd', 'linux.cron', 'apache.access']) {
    t.ok(datasets.has(dataset), dataset);
  }
  t.ok(
    events.every((event) => event['host.name'] !== undefined || event['event.dataset'] === 'apache.access'),
    'hosts are named',
  );
});

t.test('a back-fill covers its hours in order and knows day and night', async (t) => {
  const records = backfillTraffic(now, 24, 6000, createRandom(2));
  const times = records.map(({ received }) => received);
  t.same(
    times,
    times.toSorted((a, b) => a - b),
  );
  t.ok(times[0]! >= now - 24 * hour && times.at(-1)! < now);
  const between = (from: string, to: string) =>
    times.filter((time) => time >= Date.parse(from) && time < Date.parse(to)).length;
  const night = between('2026-11-20T01:00:00Z', '2026-11-20T03:00:00Z');
  const morning = between('2026-11-20T08:00:00Z', '2026-11-20T10:00:00Z');
  t.ok(morning > 3 * night, `${morning} in the morning, ${night} at night`);
  t.ok(Math.abs(records.length - 6000) < 1500, `${records.length} records`);
});

t.test('the rhythm follows the clock and the week of the city', async (t) => {
  t.ok(officeActivity(Date.parse('2026-11-20T09:00:00Z')) > 0.9, 'Friday, 10 o’clock');
  t.ok(officeActivity(Date.parse('2026-11-22T09:00:00Z')) < 0.2, 'Sunday, 10 o’clock');
  t.ok(
    citizenActivity(Date.parse('2026-11-20T19:00:00Z')) > officeActivity(Date.parse('2026-11-20T19:00:00Z')),
  );
  t.equal(localTimestamp(Date.parse('2026-01-01T00:00:00.5Z')), '2026-01-01T01:00:00.500+01:00');
  t.equal(localTimestamp(Date.parse('2026-07-01T00:00:00.5Z')), '2026-07-01T02:00:00.500+02:00');
});

const expected: Record<string, string[]> = {
  'ssh-brute-force': [
    'SSH password guessing from one address',
    'SSH logon succeeded after password guessing',
    'Cron job downloads and runs code',
    'Password, rights or logging files changed by sudo',
  ],
  'ransomware-preparation': [
    'PowerShell started with an encoded command',
    'Shadow copies or recovery options destroyed',
    'Windows security log cleared',
  ],
  'web-shell': ['Script in an upload folder answers requests'],
  'password-spray': ['One source fails to log on with many accounts (password spraying)'],
  'new-local-administrator': ['Member added to the local administrators group'],
  kerberoasting: ['Weak service tickets for many services requested by one source'],
};

t.test('every attack raises the alerts that it stands for, whatever the seed', async (t) => {
  t.same(attacks.map(({ id }) => id).toSorted(), Object.keys(expected).toSorted());
  for (const { id, records } of attacks) {
    for (const seed of [1, 2, 3]) {
      const found = firing(records(now, createRandom(seed)));
      for (const title of expected[id] ?? []) t.ok(found.has(title), `${id}, seed ${seed}: ${title}`);
    }
  }
});

t.test('ordinary traffic raises nothing but now and then a locked account', async (t) => {
  const random = createRandom(4);
  const records = Array.from({ length: 480 }, (_, minute) =>
    ordinaryTraffic(now + minute * 60_000, now + (minute + 1) * 60_000, 25, random),
  ).flat();
  const others = [...firing(records)].filter((title) => title !== 'Account locked out after wrong passwords');
  t.same(others, []);
});

t.test('the structure analysis has the numbers of a real city', async (t) => {
  const total = (tag: string) =>
    demoTargetObjects
      .filter(({ tags = [] }) => tags.includes(tag))
      .reduce((sum, { count = 1 }) => sum + count, 0);
  t.equal(total('arbeitsplatz'), 652);
  t.equal(total('virtuell'), 151);
  t.equal(total('server'), 53);
  t.equal(total('telearbeit'), 180);
  t.equal(total('rechenzentrum'), 2);
  t.equal(total('telefonie'), 240);
  const count = (name: string) => demoTargetObjects.find((object) => object.name === name)?.count;
  t.same([count('Notebook'), count('Tablet'), count('Smartphone')], [107, 98, 196]);
  const keys = demoTargetObjects.map(({ key }) => key);
  t.equal(new Set(keys).size, keys.length, 'keys are unique');
  for (const object of demoTargetObjects) {
    t.same(targetObjectProblems(normaliseTargetObject(object)), [], object.key);
  }
});

t.test('relations join what may be joined, and the needs follow them', async (t) => {
  const types = new Map(demoTargetObjects.map(({ key, type }) => [key, type]));
  for (const { from, to, kind } of demoRelations) {
    t.ok(mayRelate(kind, types.get(from)!, types.get(to)!), `${from} ${kind} ${to}`);
  }
  const stated = new Map<string, StatedNeeds>([...types.keys()].map((key) => [key, {}]));
  for (const { key, dimension, need } of demoNeeds) {
    const { level, override, ...values } = normaliseNeed(need);
    t.same(needProblems({ level, override, ...values }), [], key);
    stated.get(key)![dimension] = { level, override };
  }
  const edges = demoRelations.map(({ from, to }) => ({ source: from, target: to }));
  const result = effectiveNeeds(stated, edges, new Map());
  const needs = 'needs' in result ? result.needs : new Map<string, EffectiveNeed>();
  t.match(needs.get('S006'), { confidentiality: 'very_high', integrity: 'high', availability: 'high' });
  t.match(needs.get('S001'), { availability: 'very_high' });
  t.match(needs.get('C001'), { confidentiality: 'high' });
  t.match(needs.get('R001'), { confidentiality: 'very_high', availability: 'very_high' });
  t.match(needs.get('X001'), { confidentiality: 'normal' });
});

t.test('every host that sends is part of a target object', async (t) => {
  const known = new Set(
    demoTargetObjects.flatMap(({ hostnames = [] }) => hostnames.map((name) => name.toLowerCase())),
  );
  const records = backfillTraffic(now, 4, 3000, createRandom(8));
  const hosts = new Set(toEvents(records).flatMap((event) => event['host.name'] ?? []));
  const unknown = [...hosts].filter(
    (host) => !known.has(host.toLowerCase()) && !known.has(`${host.toLowerCase()}.auenbrueck.example`),
  );
  t.same(unknown, []);
});

t.test('names and addresses are invented', async (t) => {
  t.equal(workstations.length, 501);
  t.equal(new Set(people.map(({ sid }) => sid)).size, people.length);
  const text = backfillTraffic(now, 6, 2000, createRandom(3))
    .map(({ raw }) => Buffer.from(raw).toString())
    .join('\n');
  const foreign = [...text.matchAll(/(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])/g)]
    .map(([, address]) => address!)
    .filter(
      (address) => !/^(10\.20|192\.0\.2|198\.51\.100|203\.0\.113|127\.0\.0\.1|142\.0\.0\.0)/.test(address),
    );
  t.same(
    foreign,
    [],
    'only the city’s own and documentation addresses (RFC 5737); 142.0.0.0 is a browser version',
  );
});
