import fc from 'fast-check';
import t from 'tap';
import type { AlertDraft } from '../../server/alert/alert.js';
import { deduplicate, type OpenAlert } from '../../server/alert/deduplicate.js';
import { draft, hour, start } from '../store/drafts.js';

const drafts: fc.Arbitrary<AlertDraft[]> = fc
  .array(fc.record({ host: fc.constantFrom('a', 'b', 'c'), offset: fc.nat(6 * hour) }), { maxLength: 40 })
  .map((list) => list.map(({ host, offset }, n) => draft(`e${n}`, start + offset, n, { 'host.name': host })));

/** What the store does with updates, as far as deduplication sees it. */
function apply(open: OpenAlert[], list: AlertDraft[]): OpenAlert[] {
  const state = new Map(open.map((alert) => [alert.id, alert]));
  for (const { id, key, first, last } of deduplicate(list, open)) state.set(id, { id, key, first, last });
  return [...state.values()];
}
const sorted = (alerts: OpenAlert[]) => alerts.toSorted((a, b) => a.id.localeCompare(b.id));

t.test('no match and no event is lost or counted twice', async (t) => {
  fc.assert(
    fc.property(drafts, (list) => {
      const updates = deduplicate(list, []);
      t.equal(
        updates.reduce((sum, update) => sum + update.count, 0),
        list.length,
      );
      const events = updates.flatMap((update) => update.events.map((event) => event.id));
      t.same(events.toSorted(), list.map((d) => d.events[0]!.id).toSorted());
    }),
  );
});

t.test('an alert holds one key, spans its matches, and each is within the window of another', async (t) => {
  fc.assert(
    fc.property(drafts, (list) => {
      for (const { key, first, last, events } of deduplicate(list, [])) {
        const times = events.map((event) => event['@timestamp']).toSorted((a, b) => a - b);
        t.equal(new Set(events.map((event) => event['host.name'])).size, 1);
        t.equal(list.find((d) => d.events[0] === events[0])?.key, key);
        t.same([first, last], [times[0], times.at(-1)]);
        t.ok(times.every((time, n) => n === 0 || time - times[n - 1]! <= hour));
      }
    }),
  );
});

t.test('cutting the drafts into batches elsewhere gives the same alerts', async (t) => {
  fc.assert(
    fc.property(drafts, fc.nat(40), (list, cut) => {
      const whole = apply([], list);
      t.same(sorted(apply(apply([], list.slice(0, cut)), list.slice(cut))), sorted(whole));
    }),
  );
});

t.test('in order of time, two alerts of one key are always more than the window apart', async (t) => {
  fc.assert(
    fc.property(drafts, (list) => {
      const inOrder = list.toSorted((a, b) => a.first - b.first);
      const alerts = apply([], inOrder).toSorted((a, b) => a.first - b.first);
      for (const [n, alert] of alerts.entries()) {
        const before = alerts.slice(0, n).findLast((other) => other.key === alert.key);
        if (before !== undefined) t.ok(alert.first - before.last > hour);
      }
    }),
  );
});
