import t from 'tap';
import { draftAlert } from '../../server/alert/alert.js';
import type { Indicator, IndicatorListInput } from '../../server/contract/indicator.js';
import { listHits } from '../../server/store/indicator-hits.js';
import {
  advanceHunt,
  beginHunt,
  createHunt,
  endHunt,
  getHunt,
  huntedSegments,
  openHunts,
} from '../../server/store/indicator-hunts.js';
import {
  changeIndicatorList,
  getIndicatorList,
  listIndicatorLists,
  removeIndicatorList,
  storeIndicatorList,
} from '../../server/store/indicator-lists.js';
import { readIndicatorState, readLiveList } from '../../server/store/indicator-state.js';
import { listIndicators } from '../../server/store/indicator-values.js';
import { recordFound, recordMatches } from '../../server/store/record-matches.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { event, hour, match, start } from './drafts.js';
import { startMigratedDatabase } from './migrated-database.js';

const { db } = await startMigratedDatabase(t);
await ensureTenant(db, 'default', 'Musterstadt', start);
await ensureTenant(db, 'other', 'Nachbarstadt', start);
const by = { by: 'anna', now: start };

const facts: IndicatorListInput = {
  name: 'Land CERT',
  source: 'CERT',
  description: '',
  tlp: 'amber',
  level: 'high',
  live: true,
  expires_at: null,
};
const indicator = (value: string, more: Partial<Indicator> = {}): Indicator => ({
  kind: 'domain',
  value,
  description: '',
  tlp: null,
  valid_from: null,
  valid_until: null,
  ...more,
});
const store = (
  list: Partial<IndicatorListInput>,
  indicators: Indicator[],
  replace?: string,
  tenant = 'default',
) =>
  db
    .transaction()
    .execute((trx) => storeIndicatorList(trx, { tenant, replace }, { ...facts, ...list }, indicators, by));
const draft = (list: string, id: string, position: number, value = 'evil.example') =>
  draftAlert(
    match([event(id, start + position)], { indicator: { list, kind: 'domain', value, field: 'QueryName' } }),
    position,
  );

t.test('a list is stored, changed, replaced and removed; its name is its tenant’s', async (t) => {
  const id = await store({}, [indicator('evil.example'), indicator('1.2.3.4', { kind: 'ip' })]);
  const key = { tenant: 'default', list: id };
  t.match(await getIndicatorList(db, key), {
    name: 'Land CERT',
    indicators: 2,
    kinds: [
      { kind: 'domain', count: 1 },
      { kind: 'ip', count: 1 },
    ],
    version: 1,
    hunt: null,
  });
  await t.rejects(store({ name: ' Land CERT ' }, []), { code: 'ALREADY_EXISTS' });
  await store({}, [], undefined, 'other');
  const change = (version: number) =>
    db.transaction().execute((trx) => changeIndicatorList(trx, key, { live: false, version }, start));
  t.match(await change(1), { live: false, version: 2, source: 'CERT' });
  await t.rejects(change(1), { code: 'CONFLICT' });
  t.equal(await store({ tlp: 'red' }, [indicator('new.example')], id), id);
  t.match(await getIndicatorList(db, key), { tlp: 'red', live: true, indicators: 1, version: 3 });
  await t.rejects(store({}, [], '018f0000-0000-7000-8000-000000000000', 'other'), { code: 'ALREADY_EXISTS' });
  await t.rejects(getIndicatorList(db, { ...key, tenant: 'other' }), { code: 'NOT_FOUND' });
  await removeIndicatorList(db, key);
  await t.rejects(removeIndicatorList(db, key), { code: 'NOT_FOUND' });
  t.same(await listIndicatorLists(db, 'default'), []);
});

t.test('what events are compared with: live lists and indicators that have not expired', async (t) => {
  const id = await store({ name: 'a', expires_at: new Date(start + hour).toISOString() }, [
    indicator('evil.example', { valid_until: new Date(start + 1).toISOString() }),
    indicator('old.example', { valid_until: new Date(start - 1).toISOString() }),
  ]);
  await store({ name: 'b', live: false }, [indicator('evil.example')]);
  await store({ name: 'c', expires_at: new Date(start).toISOString() }, [indicator('evil.example')]);
  const state = await readIndicatorState(db, start);
  t.match(state, [
    {
      tenant: 'default',
      lists: [
        { id, name: 'a', expires: start + hour, indicators: [['domain', 'evil.example', null, start + 1]] },
      ],
    },
  ]);
  t.equal(state[0]!.lists.length, 1);
  t.equal(
    (await readLiveList(db, { tenant: 'default', list: id }))?.indicators.length,
    2,
    'a hunt looks for all',
  );
});

t.test('an event is told once of an indicator, whether it came live or was found by a hunt', async (t) => {
  const id = await store({ name: 'hits' }, [indicator('evil.example'), indicator('quiet.example')]);
  const key = { tenant: 'default', list: id };
  const live = (drafts: ReturnType<typeof draft>[], at: number) =>
    db.transaction().execute((trx) => recordMatches(trx, drafts, at, start));
  const hunt = (drafts: ReturnType<typeof draft>[]) =>
    db.transaction().execute((trx) => recordFound(trx, drafts, start, 1000 * hour));
  t.match(await live([draft(id, 'e1', 1), draft(id, 'e2', 2)], 2), { recorded: 2, alerts: [{ count: 2 }] });
  t.match(await live([draft(id, 'e2', 2), draft(id, 'e3', 3)], 3), { recorded: 1, replayed: 1 });
  t.match(await hunt([draft(id, 'e2', 0), draft(id, 'e0', 0)]), {
    recorded: 1,
    replayed: 1,
    alerts: [{ count: 4 }],
  });
  t.match(await hunt([draft(id, 'e0', 0)]), { recorded: 0, replayed: 1, alerts: [] });
  const gone = draft('018f0000-0000-7000-8000-000000000000', 'e9', 4);
  t.match(await live([gone], 4), { recorded: 0, alerts: [] }, 'a list that is gone raises nothing');
  const list = await getIndicatorList(db, key);
  t.match([list.hits, list.last_hit], [4, new Date(start + 3).toISOString()]);
  const first = await listHits(db, key, { limit: 3 });
  const rest = await listHits(db, key, { limit: 3, cursor: first.next! });
  t.same(
    [...first.items, ...rest.items].map(({ event_id, origin }) => `${event_id} ${origin}`),
    ['e3 live', 'e2 live', 'e1 live', 'e0 hunt'],
  );
  t.equal(rest.next, null);
  await t.rejects(listHits(db, key, { limit: 3, cursor: 'WzFd' }), { code: 'CURSOR_INVALID' });
  const values = await listIndicators(db, key, { limit: 1 });
  t.match(values.items, [{ value: 'evil.example', hits: 4 }]);
  t.match(await listIndicators(db, key, { limit: 1, cursor: values.next! }), {
    items: [{ value: 'quiet.example', hits: 0 }],
    next: null,
  });
  t.match((await listIndicators(db, key, { limit: 9, q: 'QUIET' })).items, [{ value: 'quiet.example' }]);
});

t.test('a hunt keeps its progress, and ends once', async (t) => {
  const list = await store({ name: 'hunted' }, [indicator('evil.example')]);
  const key = { tenant: 'default', list };
  const { id } = await createHunt(db, key, { from: new Date(start).toISOString() }, by);
  const hunt = { tenant: 'default', hunt: id };
  await t.rejects(createHunt(db, key, {}, by), { code: 'CONFLICT' });
  await beginHunt(db, hunt, { segments: 2, events: 30 });
  const segment = '018f0000-0000-7000-8000-000000000000';
  await advanceHunt(db, hunt, { hits: 3 });
  await advanceHunt(db, hunt, { hits: 1, segment: { id: segment, events: 10, skipped: true } });
  t.same([...(await huntedSegments(db, hunt))], [segment]);
  t.match(await openHunts(db), [
    {
      id,
      tenant: 'default',
      state: 'running',
      segments_done: 1,
      segments_skipped: 1,
      events_done: 10,
      hits: 4,
    },
  ]);
  await endHunt(db, hunt, { state: 'cancelled' }, start + 1);
  await endHunt(db, hunt, { state: 'failed', error: 'late' }, start + 2);
  t.match(await getHunt(db, hunt), {
    state: 'cancelled',
    ended_at: new Date(start + 1).toISOString(),
    error: null,
  });
  t.match((await getIndicatorList(db, key)).hunt, { id });
  await t.rejects(getHunt(db, { ...hunt, tenant: 'other' }), { code: 'NOT_FOUND' });
});
