import fc from 'fast-check';
import t from 'tap';
import { LiveHub } from '../../server/api/live-hub.js';
import type { Alert } from '../../server/contract/alert.js';
import { rule } from '../store/drafts.js';

const alert = (revision: number): Alert => ({
  id: `00000000-0000-8000-8000-${String(revision).padStart(12, '0')}`,
  tenant: 'default',
  rule: { id: rule.id, title: rule.title, title_de: null, level: 'high', tags: [] },
  state: 'new',
  close_reason: null,
  count: 1,
  first_seen: '2026-11-21T10:00:00.000Z',
  last_seen: '2026-11-21T10:00:00.000Z',
  created_at: '2026-11-21T10:00:00.000Z',
  entity: { type: 'host.name', value: 'web01' },
  assignee: null,
  comments: 0,
  revision,
});

/** A database in which a revision can be overtaken by a later change of the same alert. */
const database = (revisions: () => number[]) => ({
  after: async (revision: number, limit: number) =>
    revisions()
      .filter((each) => each > revision)
      .slice(0, limit)
      .map(alert),
});

function collect(hub: LiveHub): number[] {
  const seen: number[] = [];
  hub.subscribe((message) => {
    if (message.type === 'alert') seen.push(message.cursor);
  });
  return seen;
}

t.test(
  'in whatever order commits are published, each revision is handed out once and in order',
  async (t) => {
    const orders = fc
      .uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 })
      .chain((list) =>
        fc.tuple(fc.constant(list.length), fc.shuffledSubarray(list, { minLength: list.length })),
      )
      .map(([length, list]) => {
        // Ranks instead of values: revisions have no gaps.
        const sorted = list.toSorted((a, b) => a - b);
        return { length, order: list.map((value) => sorted.indexOf(value) + 1) };
      });
    await fc.assert(
      fc.asyncProperty(orders, async ({ length, order }) => {
        let committed: number[] = [];
        const hub = new LiveHub(
          database(() => committed),
          0,
        );
        const seen = collect(hub);
        for (const revision of order) {
          // A revision is published after it and all before it have been committed.
          committed = Array.from({ length: Math.max(revision, committed.length) }, (_, n) => n + 1);
          hub.publishAlerts([alert(revision)]);
        }
        await hub.settled();
        t.same(
          seen,
          Array.from({ length }, (_, n) => n + 1),
        );
      }),
    );
  },
);

t.test('a revision that a later change overtook does not hold anything up', async (t) => {
  const hub = new LiveHub(
    database(() => [1, 4, 6]),
    0,
  );
  const seen = collect(hub);
  hub.publishAlerts([alert(1)]);
  hub.publishAlerts([alert(4)]);
  hub.publishAlerts([alert(5)]);
  await hub.settled();
  hub.publishAlerts([alert(6)]);
  await hub.settled();
  hub.publishAlerts([alert(7)]);
  t.same(seen, [1, 4, 6, 7]);
});

t.test('a failing database is asked again', async (t) => {
  let failures = 1;
  const errors: unknown[] = [];
  const hub = new LiveHub(
    {
      after: async () => {
        if (failures-- > 0) throw new Error('away');
        return [alert(1), alert(2)];
      },
    },
    0,
    (error) => errors.push(error),
  );
  const seen = collect(hub);
  const alive = setInterval(() => {}, 1000);
  hub.publishAlerts([alert(2)]);
  await hub.settled();
  clearInterval(alive);
  t.same(seen, [1, 2]);
  t.match(errors, [{ message: 'away' }]);
});
