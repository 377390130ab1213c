import t from 'tap';
import { ciscoRecord, countOf, ruleFor, Station } from './station.js';

const threadFile = new URL('./faulty-thread.js', import.meta.url);
const others = { 'a.yml': ruleFor('good', 'alpha'), 'b.yml': countOf('many', 'beta', 4) };
const timing = { hangMs: 500 };

for (const [id, reason, threads] of [
  ['hangs', 'hang', 1],
  ['hangs', 'hang', 2],
  ['crashes', 'crash', 1],
  ['crashes', 'crash', 2],
] as const) {
  t.test(`a rule that ${id} its thread, of ${threads}: nothing lost, nothing doubled`, async (t) => {
    const quarantined: unknown[] = [];
    const station = await Station.open(
      t,
      { ...others, 'c.yml': ruleFor(id, 'gamma') },
      { threadFile, threads, timing },
    );
    station.detection.onQuarantine = (entry) => quarantined.push(entry);
    await station.examine('beta', 'alpha');
    await station.examine('beta');
    void station.put('alpha gamma beta');
    await station.examine('alpha beta');
    t.same(station.fired(), ['good', 'good', 'good', 'many']);
    t.equal(station.found.length, 4);
    t.equal(
      station.found.reduce((sum, { rows }) => sum + rows!.count, 0),
      5,
    );
    t.match(station.detection.quarantined, [{ rule: id, reason, detail: String, since: Number }]);
    t.equal(quarantined.length, 1);
    t.match(station.detection.status, { state: 'working', replaced: 1, quarantined: 1, undetected: 0 });
  });
}

t.test('a correlation that hangs is put into quarantine alone', async (t) => {
  const station = await Station.open(
    t,
    { ...others, 'c.yml': countOf('hangs', 'gamma', 2) },
    { threadFile, timing },
  );
  await station.examine('gamma alpha');
  t.same(station.fired(), ['good']);
  t.match(station.detection.quarantined, [{ rule: 'hangs', reason: 'hang' }]);
});

t.test('a record that ends its thread without a rule to blame is stored unexamined', async (t) => {
  const poison = ruleFor('poison', 'gamma', 'cisco');
  const station = await Station.open(t, { ...others, 'c.yml': poison }, { threadFile });
  await station.examine('beta');
  const found = await station.examine(ciscoRecord('gamma'), 'alpha');
  t.match(found, { undetected: 2, errors: 0, rows: { count: 2 }, drafts: [] });
  t.same(await station.examine('alpha').then(({ drafts }) => drafts.length), 1, 'the next one is examined');
  t.same(station.detection.quarantined, []);
  t.match(station.detection.status, { replaced: 2, undetected: 2 });
});

t.test('a thread that ends while nothing is to be done is replaced too', async (t) => {
  const station = await Station.open(t, others, { timing });
  await station.examine('beta', 'beta', 'beta');
  const { detection } = station;
  detection.interrupt('for the test');
  await station.until(() => detection.status.replaced === 1 && detection.status.state === 'working');
  await station.examine('beta');
  t.same(station.fired(), ['many']);
});
