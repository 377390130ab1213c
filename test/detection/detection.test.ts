import { rmSync } from 'node:fs';
import t from 'tap';
import { countOf, ruleFor, Station } from './station.js';

t.test('findings come in the order of the journal, whatever number of threads', async (t) => {
  for (const threads of [1, 3]) {
    const station = await Station.open(
      t,
      { 'a.yml': ruleFor('one', 'alpha'), 'b.yml': countOf('many', 'beta', 20) },
      { threads },
    );
    let last = 0;
    for (let i = 0; i < 60; i++) last = (await station.put(i % 3 === 0 ? 'beta' : 'quiet', 'alpha')).next;
    await station.until(() => station.found.at(-1)?.next === last);
    const { found } = station;
    t.same(
      found.map(({ position }) => position),
      found.map(({ position }) => position).toSorted((a, b) => a - b),
    );
    t.equal(found.length, 60);
    t.equal(station.fired().filter((id) => id === 'one').length, 60);
    const completed = found.findIndex(({ drafts }) => drafts.some(({ rule }) => rule.id === 'many'));
    t.equal(completed, 57, 'the twentieth completes the correlation');
    t.equal(station.fired().filter((id) => id === 'many').length, 1);
    t.match(found[0], { tenant: 'default', count: 2, errors: 0, undetected: 0 });
    t.match(found[0]!.counts, [{ source: '192.0.2.1', received: 2, stored: 2, unparsed: 0 }]);
  }
});

t.test('the state outlives an orderly stop', async (t) => {
  const station = await Station.open(t, { 'b.yml': countOf('many', 'beta', 3) });
  await station.examine('beta', 'beta');
  await station.stop();
  await station.start();
  t.ok(station.detection.position > 0, 'the snapshot was written');
  await station.examine('beta');
  t.same(station.fired(), ['many']);
});

t.test('without a snapshot the journal is examined again, and known findings are told once', async (t) => {
  const station = await Station.open(t, { 'b.yml': countOf('many', 'beta', 3) });
  await station.examine('beta');
  await station.examine('beta');
  const { folder } = station;
  await station.stop();
  rmSync(`${folder}/detection.snapshot`);
  await station.start();
  await station.examine('beta');
  t.same(station.fired(), ['many']);
  t.equal(station.found.length, 3);
});

t.test('a record that is no batch ends the examination with its reason', async (t) => {
  const station = await Station.open(t, {});
  await station.journal.append(Buffer.from('nonsense'));
  await t.rejects(station.examine('alpha'), { code: 'JOURNAL_CORRUPT' });
});
