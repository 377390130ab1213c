import t from 'tap';
import { countOf, ruleFor, Station } from './station.js';

const threadFile = new URL('./faulty-thread.js', import.meta.url);

t.test('a rule that throws is put out at once; the event is examined by the others', async (t) => {
  for (const rule of [ruleFor('throws', 'alpha'), countOf('throws', 'alpha', 2)]) {
    const station = await Station.open(
      t,
      { 'a.yml': rule, 'b.yml': ruleFor('good', 'alpha'), 'c.yml': countOf('many', 'alpha', 2) },
      { threadFile },
    );
    await station.examine('alpha', 'alpha');
    t.same(station.fired(), ['good', 'good', 'many']);
    t.match(station.found[0], { undetected: 0 });
    const [entry] = station.detection.quarantined;
    t.match(entry, { reason: 'error', detail: 'thrown by a rule' });
    t.ok(entry!.rule.startsWith('throws'));
    t.match(station.detection.status, { replaced: 0, quarantined: 1 });
  }
});

for (const [kind, rule] of [
  ['detection rule', ruleFor('slow', 'alpha')],
  ['correlation', countOf('slow', 'alpha', 1000)],
] as const) {
  t.test(`a ${kind} that takes most of the time is put out between two records`, async (t) => {
    const station = await Station.open(
      t,
      { 'a.yml': rule, 'b.yml': ruleFor('good', 'beta') },
      { threadFile, timing: { windowMs: 400 } },
    );
    let sent = 0;
    while (station.detection.quarantined.length === 0) {
      await station.put('alpha', 'alpha', 'beta');
      sent++;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    t.match(station.detection.quarantined, [{ reason: 'time' }]);
    await station.until(() => station.found.length === sent);
    t.equal(station.fired().filter((id) => id === 'good').length, sent);
    t.match(station.detection.status, { replaced: 0 });
  });
}

t.test('a rule is released by itself, and by reading the rules anew', async (t) => {
  const station = await Station.open(
    t,
    { 'a.yml': ruleFor('throws', 'alpha'), 'b.yml': ruleFor('good', 'beta') },
    { threadFile },
  );
  const { detection } = station;
  const quarantined = () => detection.quarantined.map(({ rule }) => rule);
  await t.rejects(detection.release('throws'), { code: 'NOT_FOUND' });
  await station.examine('alpha');
  t.same(quarantined(), ['throws']);
  await detection.release('throws');
  t.same(quarantined(), []);
  await station.examine('alpha');
  t.same(quarantined(), ['throws'], 'it was evaluated again');

  await detection.reload({ keeps: true });
  t.same(quarantined(), ['throws'], 'a reload that nobody asked for keeps what has not changed');
  await detection.reload();
  t.same(quarantined(), []);
  await station.examine('alpha');
  t.same(quarantined(), ['throws']);
  station.rules['a.yml'] = ruleFor('throws', 'gamma');
  await detection.reload({ keeps: true });
  t.same(quarantined(), [], 'the rule has changed');
});
