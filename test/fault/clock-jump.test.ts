import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { encodeBatch } from '../../server/contract/envelope.js';
import { openFlow } from './flow.js';
import { openPlaces, outcomeOf } from './flow-places.js';
import { batchesOf, rules } from './flow-records.js';

const hour = 3_600_000;
/** Hours by which the clock is wrong, three batches each: far ahead, corrected, set back, and further back. */
const jumps = [0, 400, 400, 1, -26, -26, -9000, -9000];
const setBack = 14;
const batches = [...batchesOf(20_261_122, 24)];
const newPlace = await openPlaces(t);

t.test('a clock that jumps loses, doubles and delays nothing', async (t) => {
  const run = async (name: string, wrongBy: (batch: number) => number) => {
    const place = await newPlace(name);
    let wrong = 0;
    const { now } = Date;
    const clock = () => now() + wrong;
    const intercepted = t.intercept(Date, 'now', { value: clock });
    let saved = 0;
    const flow = await openFlow({
      ...place,
      rules: [{ path: 'rules.yml', text: rules }],
      detection: { timing: { snapshotMs: 20 } },
      now: clock,
    });
    for (const [n, batch] of batches.entries()) {
      wrong = wrongBy(n) * hour;
      await flow.ingestor.submit({ collector: 'test', tenant: 'default' }, encodeBatch(batch));
      if (n === setBack) saved = flow.detection.position;
      while (flow.pipeline.stats().behindBytes > 0) await sleep(2);
    }
    const savedSince = flow.detection.position > saved;
    const events = await flow.stop();
    intercepted.restore();
    const { alerts, sources } = await outcomeOf(place);
    // An alert's id begins with the time at which it was made.
    const facts = alerts.map(({ id: _, ...fact }) => JSON.stringify(fact)).sort();
    return { events, facts, sources, savedSince };
  };
  const even = await run('even', () => 0);
  const jumping = await run('jumping', (n) => jumps[Math.floor(n / 3)]!);
  t.equal(even.events, batches.length * 20);
  t.ok(even.facts.length > 20);
  t.ok(even.savedSince, 'the state is saved while the clock is behind, too');
  t.strictSame(jumping, even);
});
