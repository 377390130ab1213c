import t from 'tap';
import type { Event, FieldValue } from '../../../server/contract/event.js';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { startEventsDatabase } from './events-database.js';
import { begin, plainEvent } from './plain-events.js';

const events = Array.from({ length: 100 }, (_, n): Event => {
  const event = plainEvent(n);
  const tags: Record<string, FieldValue> = n % 10 === 0 ? { Tags: n === 0 ? [] : ['red', `t${n}`] } : {};
  if (n % 4 === 0) delete event['user.name'];
  return {
    ...event,
    'event.severity': n % 5,
    fields: { ...event.fields, ...tags, 'host.name': 'hidden by the column' },
  };
});

t.test('statistics, fields and a histogram by value, over memory and segments', async (t) => {
  const db = await startEventsDatabase(t);
  const store = await openEventStore({ dir: t.testdir(), db });
  t.teardown(() => store.close());
  await store.append(encodeRows(events.slice(0, 60)), 60);
  await store.seal();
  await store.append(encodeRows(events.slice(60)), 100);
  const tenants = ['stadt'];

  const users = await store.statistics({ tenants, field: 'user.name', limit: 2 });
  const named = events.map((event) => event['user.name']).filter((name) => name !== undefined);
  const counts = [...new Set(named)].map((value) => ({
    value,
    count: named.filter((name) => name === value).length,
  }));
  const ordered = counts.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  t.strictSame(users, {
    field: 'user.name',
    total: 100,
    missing: 25,
    distinct: 7,
    at_least: false,
    min: null,
    max: null,
    values: ordered.slice(0, 2),
  });

  const severity = await store.statistics({
    tenants,
    field: 'event.severity',
    limit: 1,
    q: 'event.severity:>=1',
  });
  t.match(severity, {
    total: 80,
    missing: 0,
    distinct: 4,
    min: 1,
    max: 4,
    values: [{ value: '1', count: 20 }],
  });

  const tags = await store.statistics({ tenants, field: 'Tags', limit: 2 });
  t.match(tags, {
    total: 109,
    missing: 91,
    distinct: 10,
    values: [{ value: 'red', count: 9 }, { count: 1 }],
  });

  const suggested = await store.statistics({ tenants, field: 'user.name', limit: 10, prefix: 'USER3' });
  t.strictSame(
    suggested.values.map(({ value }) => value),
    ['user3'],
  );
  await t.rejects(store.statistics({ tenants, field: '@timestamp', limit: 1 }), { code: 'VALIDATION' });
  t.match(await store.statistics({ tenants: [], field: 'x', limit: 1 }), { total: 0, values: [] });

  const fields = await store.fields({ tenants });
  t.match(
    fields.find(({ name }) => name === 'source.ip'),
    { kind: 'ip', share: null },
  );
  t.match(
    fields.find(({ name }) => name === 'number'),
    { kind: 'own', share: 1 },
  );
  t.match(
    fields.find(({ name }) => name === 'Tags'),
    { kind: 'own', share: 0.1 },
  );

  const histogram = await store.histogram({ tenants, buckets: 10, by: 'event.severity', q: 'user.name:*' });
  t.equal(histogram.total, 75);
  t.strictSame(histogram.series, ['0', '1', '2', '3', '4']);
  for (const { start, count, by } of histogram.buckets) {
    const from = Date.parse(start) - begin;
    const inside = events.filter(
      (event, n) => event['user.name'] && n * 1000 >= from && n * 1000 < from + histogram.interval_ms,
    );
    t.equal(count, inside.length);
    t.strictSame(by, [
      ...[0, 1, 2, 3, 4].map((s) => inside.filter((event) => event['event.severity'] === s).length),
      0,
    ]);
  }
});

t.test('a clock is told by its median and its worst, over memory and segments', async (t) => {
  const db = await startEventsDatabase(t);
  const store = await openEventStore({ dir: t.testdir(), db });
  t.teardown(() => store.close());
  const late = (n: number, lag: number): Event => ({
    ...plainEvent(n),
    'host.name': 'Web01',
    'event.ingested': begin + n * 1000 + lag,
  });
  await store.append(encodeRows([late(0, 100), late(1, 100), late(2, -600_000)]), 3);
  await store.seal();
  await store.append(encodeRows([late(3, 100), late(4, 400_000)]), 5);
  const from = new Date(begin).toISOString();
  const [skew] = await store.clockSkew({ tenants: ['stadt'], from, limitMs: 300_000 });
  t.match(skew, { host: 'web01', events: 5, skewed: 2, worstMs: -600_000 });
  const q = `event.ingested:>="${new Date(begin + 3000).toISOString()}"`;
  t.match(await store.clockSkew({ tenants: ['stadt'], from, q, limitMs: 300_000 }), [
    { events: 2, worstMs: 400_000 },
  ]);
});
