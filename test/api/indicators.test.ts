import t from 'tap';
import type { Event } from '../../server/contract/event.js';
import type { Hunt, IndicatorImportReport, IndicatorList } from '../../server/contract/indicator.js';
import { encodeRows } from '../../server/store/events/event-rows.js';
import { openEventStore } from '../../server/store/events/event-store.js';
import { advanceHunt, createHunt } from '../../server/store/indicator-hunts.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { event, hour, start } from '../store/drafts.js';
import { startMigratedDatabase } from '../store/migrated-database.js';
import { startTestServer } from './test-server.js';

const { db } = await startMigratedDatabase(t);
await ensureTenant(db, 'default', 'Musterstadt', start);
const store = await openEventStore({ dir: t.testdir(), db });
t.teardown(() => store.close());
let now = start + hour;
const changes: number[] = [];
const { app, logIn } = await startTestServer(t, {
  db,
  events: store,
  now: () => now,
  indicatorsChanged: async () => void changes.push(now),
});
const cookie = await logIn('anna', 'analyst');

const call = async <T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
  const reply = await app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { cookie },
    ...(payload && { payload }),
  });
  return { status: reply.statusCode, body: (reply.body === '' ? undefined : reply.json()) as T };
};
const facts = {
  name: 'Land CERT',
  source: 'CERT',
  description: '',
  tlp: 'amber',
  level: 'high',
  live: true,
  expires_at: null,
};
const importing = (text: string, more: object = {}) =>
  call<IndicatorImportReport & { error: { code: string } }>('POST', '/indicators/import', {
    content: Buffer.from(text).toString('base64'),
    list: facts,
    dry_run: false,
    ...more,
  });
const ended = async (list: string): Promise<Hunt> => {
  for (;;) {
    const { body } = await call<{ items: Hunt[] }>('GET', `/indicators/${list}/hunts`);
    if (body.items[0]!.ended_at !== null) return body.items[0]!;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const indicators = [
  'evil.example',
  '203.0.113.9',
  '198.51.100.0/24',
  '2001:db8::1',
  'd41d8cd98f00b204e9800998ecf8427e',
  'http://bad.example/pay?x=1',
  'phish@mail.example',
  'rechnung.exe',
].join('\n');
/** Each has an indicator, in a way of its own. */
const having: Partial<Event>[] = [
  { message: 'query for WWW.Evil.example' },
  { fields: { QueryResults: ['x', 'cdn.evil.example'] } },
  { 'source.ip': '203.0.113.9' },
  { 'destination.ip': '198.51.100.200' },
  { 'source.ip': '2001:DB8:0:0::1' },
  { fields: { Hashes: 'SHA1=AB,MD5=D41D8CD98F00B204E9800998ECF8427E' } },
  { fields: { url: 'HTTP://bad.example:80/pay?x=1' } },
  { 'user.name': 'Phish@Mail.example' },
  { 'process.executable': 'C:\\Temp\\Rechnung.exe', 'process.name': 'Rechnung.exe' },
];
/** What the store takes for possible and the comparison does not. */
const near: Partial<Event>[] = [
  { message: 'devil.example' },
  { fields: { url: 'http://bad.example/pay?x=12' } },
  { 'source.ip': '203.0.113.90' },
];
const made = (more: Partial<Event>, n: number, prefix: string): Event => {
  const text = JSON.stringify(more);
  return event(`${prefix}${n}`, start + n, {
    ...more,
    'host.name': `srv${n}`,
    'event.original': Buffer.from(text),
  });
};
let position = 0;
const seal = async (events: Event[]) => {
  await store.append(encodeRows(events), ++position);
  await store.seal();
};
await seal(having.map((more, n) => made(more, n, 'a')));
await seal(near.map((more, n) => made(more, n, 'b')));
await seal([made({ message: 'nothing of the kind' }, 0, 'c')]);

t.test(
  'a trial import tells what would happen; wrong rows keep everything out unless they may be skipped',
  async (t) => {
    const text = `${indicators}\nlocalhost\nevil.example`;
    const trial = await importing(text, { dry_run: true });
    t.match(trial.body, { form: 'csv', indicators: 8, duplicates: 1, wrong: 1, stored: false, list: null });
    t.match(trial.body.problems, [{ place: 'line 9', value: 'localhost' }]);
    t.equal(trial.body.sample.length, 8);
    t.match((await importing(text)).body, { stored: false });
    t.same((await call<{ items: [] }>('GET', '/indicators')).body.items, []);
    t.same(changes, []);
    t.match((await importing(text, { skip_wrong: true })).body, { stored: true, list: { indicators: 8 } });
    t.equal(changes.length, 1, 'detection hears of it');
    t.equal((await importing('evil.example')).body.error.code, 'ALREADY_EXISTS');
    t.equal((await importing('{"type":"bundle"}')).body.error.code, 'VALIDATION');
    t.equal((await importing('x', { content: 'ä' })).body.error.code, 'VALIDATION');
  },
);

t.test('a hunt finds every stored event that has an indicator, once, and raises alerts', async (t) => {
  const { items } = (await call<{ items: IndicatorList[] }>('GET', '/indicators')).body;
  const { id } = items[0]!;
  t.equal(
    (
      await call('POST', `/indicators/${id}/hunts`, {
        from: '2026-01-02T00:00:00Z',
        to: '2026-01-01T00:00:00Z',
      })
    ).status,
    400,
  );
  const started = await call<Hunt>('POST', `/indicators/${id}/hunts`, {});
  t.equal(started.status, 202);
  const hunt = await ended(id);
  t.match(hunt, {
    state: 'done',
    by: 'anna',
    hits: 9,
    segments: 3,
    segments_done: 3,
    events: 13,
    events_done: 13,
  });
  // A network is not in the filters, so segments with addresses are opened.
  const hits = await call<{ items: { event_id: string; origin: string }[] }>('GET', `/indicators/${id}/hits`);
  t.same(
    hits.body.items.map(({ event_id }) => event_id).toSorted(),
    having.map((_, n) => `a${n}`),
  );
  const alerts = await call<{ items: { rule: { id: string }; entity: object }[] }>('GET', '/alerts');
  t.equal(alerts.body.items.length, 9);
  t.match(alerts.body.items.at(-1), {
    rule: { id: `indicator-${id}`, tags: ['indicator', 'tlp.amber'] },
    entity: { type: 'indicator, host.name', value: 'evil.example, srv0' },
  });
  const values = await call<{ items: object[] }>('GET', `/indicators/${id}/values?limit=1`);
  t.match(values.body, { items: [{ value: 'evil.example', hits: 2 }] });

  now++;
  await call('POST', `/indicators/${id}/hunts`, { to: new Date(start + 5).toISOString() });
  t.match(await ended(id), { hits: 0, state: 'done' }, 'a second one finds nothing new');
  t.match((await call('GET', `/indicators/${id}`)).body, { hits: 9, hunt: { hits: 0 } });
});

t.test('segments whose filters hold none of the values are not opened', async (t) => {
  const { body } = await importing('absent.example\nabsent2.example', { list: { ...facts, name: 'absent' } });
  const { id } = body.list!;
  await call('POST', `/indicators/${id}/hunts`, {});
  t.match(await ended(id), { state: 'done', hits: 0, segments_done: 3, segments_skipped: 3 });
});

t.test(
  'a hunt can be cancelled, goes on after a restart, and leaves later events to live detection',
  async (t) => {
    const { body } = await importing(indicators, { list: { ...facts, name: 'again', live: false } });
    const list = body.list!.id;
    await seal([made(having[0]!, 99, 'late')].map((late) => ({ ...late, 'event.ingested': now + hour })));
    const key = { tenant: 'default', list };
    const hunt = await createHunt(db, key, {}, { by: 'anna', now });
    const [segment] = store.contents('default').segments;
    const done = { id: segment!.id, events: segment!.rows, skipped: false };
    await advanceHunt(db, { tenant: 'default', hunt: hunt.id }, { hits: 0, segment: done });
    const restarted = await startTestServer(t, { db, events: store, now: () => now });
    t.ok(restarted);
    const found = await ended(list);
    t.match(found, { id: hunt.id, state: 'done', segments_done: 3 });
    t.equal(
      found.hits,
      segment!.rows === having.length ? 0 : having.length,
      'the segment that was done is left out',
    );

    now++;
    const next = await createHunt(db, key, {}, { by: 'anna', now });
    t.match(await call('DELETE', `/hunts/${next.id}`), { status: 200, body: { state: 'cancelled' } });
    t.equal((await call('DELETE', `/hunts/${list}`)).status, 404);
  },
);

t.test('a list is changed, replaced and removed', async (t) => {
  const { items } = (await call<{ items: IndicatorList[] }>('GET', '/indicators')).body;
  const list = items.find(({ name }) => name === 'absent')!;
  const path = `/indicators/${list.id}`;
  t.match(await call('PATCH', path, { version: list.version, live: false }), {
    status: 200,
    body: { live: false },
  });
  t.equal((await call('PATCH', path, { version: list.version, live: true })).status, 409);
  const replaced = await importing('1.2.3.4', { list: { ...facts, name: 'new' }, replace: list.id });
  t.match(replaced.body, { stored: true, list: { id: list.id, name: 'new', indicators: 1 } });
  t.equal((await call('DELETE', path)).status, 204);
  t.equal((await call('GET', path)).status, 404);
});
