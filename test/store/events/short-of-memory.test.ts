import t from 'tap';
import { encodeRows } from '../../../server/store/events/event-rows.js';
import { openEventStore } from '../../../server/store/events/event-store.js';
import { startEventsDatabase } from './events-database.js';
import { plainEvents } from './plain-events.js';

const db = await startEventsDatabase(t);

t.test('a seal that has not enough memory is written in a format that needs less', async (t) => {
  const warned: object[] = [];
  const logger = { info: () => {}, error: () => {}, warn: (fields: object) => warned.push(fields) };
  const store = await openEventStore({
    dir: t.testdir(),
    db,
    logger,
    sealFormat: { level: 1, rowGroup: 16_384, memory: 2 },
  });
  t.teardown(() => store.close());
  // Rows as large as those of real Windows events.
  const filling = Array.from({ length: 600 }, (_, n) => (n * 2_654_435_761).toString(36)).join(' ');
  for (let n = 0; n < 4000; n += 500) {
    const events = plainEvents(n, 500).map((event) => ({ ...event, fields: { ...event.fields, filling } }));
    await store.append(encodeRows(events), n + 500);
  }
  await store.seal();
  t.match(store.stats(), { hotEvents: 0, segments: 1, segmentEvents: 4000 });
  t.ok(warned.length >= 1);
  t.match(warned[0], { err: { memory: true }, format: { memory: 2 } });
  const { items } = await store.search({ tenants: ['stadt'], limit: 5 });
  t.equal(items[0]!.fields['filling'], filling);
});
