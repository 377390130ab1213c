import t from 'tap';
import { startTestServer } from './test-server.js';

const server = await startTestServer(t);
const cookie = await server.logIn('isolde', 'isb');
const api = '/api/v1/isms';
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function call(method: Method, path: string, payload?: object) {
  const body = payload === undefined ? {} : { payload };
  const reply = await server.app.inject({ method, url: api + path, headers: { cookie }, ...body });
  const isJson = String(reply.headers['content-type']).includes('json');
  return { status: reply.statusCode, body: isJson ? reply.json() : reply.body, bytes: reply.rawPayload };
}
const refused = (status: number, code: string, detail: RegExp) => ({
  status,
  body: { error: { code, detail } },
});
const importing = (text: string, more: object = {}) =>
  call('POST', '/target-objects/import', {
    content: Buffer.from(text).toString('base64'),
    dry_run: false,
    ...more,
  });

const table =
  'Kennung;Name;Art;Ist Gruppe;Abhängig von\nGP1;Meldewesen;Prozess;;A1\nA1;Fachverfahren;Anwendung;;S1\nS1;Server;IT-System;ja;R1\nR1;Rechenzentrum;Raum;;\n';

t.test('information domains', async (t) => {
  const { body } = await call('GET', '/domains?tenant=default');
  t.match(body.items, [{ key: 'main', approach: 'standard', version: 1 }]);
  const created = await call('POST', '/domains', { key: 'SW', name: 'Stadtwerke', approach: 'kern' });
  t.match(created, { status: 201, body: { approach: 'kern', catalog: 'kompendium-2023' } });
  const path = `/domains/${created.body.id}`;
  t.match(
    await call('POST', '/domains', { key: 'X', name: 'x', catalog: 'none' }),
    refused(400, 'VALIDATION', /none/),
  );
  t.match(await call('POST', '/domains', { key: ' ', name: 'x' }), refused(400, 'VALIDATION', /\/key/));
  t.match(await call('PUT', path, { key: 'SW', name: 'Werke', version: 1 }), {
    status: 200,
    body: { version: 2 },
  });
  t.match(
    await call('PUT', path, { key: 'SW', name: 'x', version: 1 }),
    refused(409, 'CONFLICT', /version 2/),
  );
  await call('POST', `/target-objects?domain=${created.body.id}`, {
    key: 'S1',
    type: 'it_system',
    name: 'S',
  });
  t.match(await call('DELETE', `${path}?version=2`), refused(409, 'STILL_IN_USE', /1 target objects/));
  const [object] = (await call('GET', `/target-objects?domain=${created.body.id}`)).body.items;
  await call('DELETE', `/target-objects/${object.id}`);
  t.equal((await call('DELETE', `${path}?version=2`)).status, 204);
});

t.test('an import is tried, refused as a whole, and then stored', async (t) => {
  const tried = await importing(table, { dry_run: true });
  t.match(tried.body, {
    form: 'UTF-8, ;',
    columns: ['Kennung', 'Name', 'Art', 'Ist Gruppe', 'Abhängig von'],
    mapping: { key: 0, name: 1, type: 2, is_group: 3, depends_on: 4 },
    counts: { create: 4, change: 0, same: 0, wrong: 0, relations: 3 },
    stored: false,
  });
  t.same((await call('GET', '/target-objects')).body.items, [], 'nothing was stored');
  const wrong = await importing(`${table}N1;Netz;Kabel;;\n`);
  t.match(wrong.body, {
    counts: { create: 4, wrong: 1 },
    problems: [{ row: 6, column: 2, field: 'type' }],
    stored: false,
  });
  t.same((await call('GET', '/target-objects')).body.items, []);
  t.match((await importing(`${table}N1;Netz;Kabel;;\n`, { skip_wrong: true })).body, { stored: true });
  t.equal((await call('GET', '/target-objects')).body.items.length, 4);
  t.match((await importing(table)).body, { counts: { same: 4, create: 0, relations: 0 }, stored: true });
  const circle = await importing('Kennung;Name;Art;Abhängig von\nS2;x;IT-System;S3\nS3;y;IT-System;S2\n');
  t.match(circle.body, { stored: false, problems: [{ row: null, message: /S2|S3/ }] });
  t.match(await importing('Kennung;Name'), refused(400, 'TABLE_MALFORMED', /no rows/));
  t.match(
    await call('POST', '/target-objects/import', { content: 'ä', dry_run: true }),
    refused(400, 'VALIDATION', /base64/),
  );
  const other = await importing('a;b\nX1;Raum', {
    mapping: { key: 0, name: 1 },
    default_type: 'room',
    dry_run: true,
  });
  t.match(other.body.rows, [{ key: 'X1', action: 'create' }], 'a mapping of one’s own');
});

t.test('an export is imported without a difference', async (t) => {
  for (const format of ['csv', 'xlsx']) {
    const { bytes, status } = await call('GET', `/target-objects/export?format=${format}&language=en`);
    t.equal(status, 200);
    const content = bytes.toString('base64');
    const { body } = await call('POST', '/target-objects/import', { content, dry_run: true });
    t.match(body.counts, { create: 0, change: 0, same: 4, wrong: 0, relations: 0 }, format);
  }
});

t.test('relations and protection needs', async (t) => {
  const { items } = (await call('GET', '/target-objects')).body;
  const id = (key: string): string => items.find((item: { key: string }) => item.key === key).id;
  const relations = (await call('GET', '/relations')).body.items;
  t.match(
    relations.map(({ kind }: { kind: string }) => kind),
    ['runs_on', 'uses', 'located_in'],
  );
  t.match(
    await call('POST', '/relations', { from: id('R1'), to: id('GP1'), kind: 'uses' }),
    refused(400, 'VALIDATION', /other way round/),
  );
  const chosen = await call('POST', '/relations', { from: id('GP1'), to: id('R1') });
  t.match(chosen, { status: 201, body: { kind: 'uses' } }, 'the usual kind');
  t.equal((await call('DELETE', `/relations/${chosen.body.id}`)).status, 204);
  const needs = `/target-objects/${id('GP1')}/protection-needs`;
  const said = {
    level: null,
    scenarios: { self_determination: { level: 'very_high', reason: 'Meldedaten' } },
    version: 0,
  };
  t.match(await call('PUT', `${needs}/confidentiality`, said), {
    status: 200,
    body: { stated: [{ level: 'very_high', version: 1, updated_by: 'isolde' }] },
  });
  t.match(await call('PUT', `${needs}/confidentiality`, said), refused(409, 'CONFLICT', /version 1/));
  t.match(
    await call('PUT', `${needs}/confidentiality`, { ...said, level: 'high', version: 1 }),
    refused(400, 'VALIDATION', /\/level: is below/),
  );
  const blank = { level: null, override: { effect: 'cumulation', level: 'high', reason: ' ' }, version: 0 };
  t.match(await call('PUT', `${needs}/integrity`, blank), refused(400, 'VALIDATION', /\/override\/reason/));
  const room = (await call('GET', `/target-objects/${id('R1')}/protection-needs`)).body;
  t.equal(room.effective.confidentiality, 'very_high');
  t.same(
    room.paths.confidentiality.map(({ key }: { key: string }) => key),
    ['GP1', 'A1', 'S1', 'R1'],
  );
  t.match(
    room.paths.confidentiality,
    [
      { way: null, level: 'very_high', derivation: { cause: 'own' } },
      { way: 'uses', derivation: { cause: 'inherited' } },
      { way: 'runs_on', over_group: false },
      { way: 'located_in', level: 'very_high', override: null },
    ],
    'over which relations, and by which principle',
  );
  const all = (await call('GET', '/protection-needs')).body.items;
  t.same(
    all.map(({ confidentiality }: { confidentiality: string }) => confidentiality),
    ['very_high', 'very_high', 'very_high', 'very_high'],
  );
  const first = relations.find((relation: { from: string }) => relation.from === id('GP1'));
  t.equal((await call('DELETE', `/relations/${first.id}?version=1`)).status, 204);
  t.equal((await call('GET', '/protection-needs')).body.items[0].confidentiality, 'normal');
  const history = (await call('GET', `/target-objects/${id('GP1')}/history`)).body.items;
  t.match(history, [
    { subject: 'relation', action: 'delete', by: 'isolde' },
    { subject: 'protection_need', new: { level: 'very_high' } },
    { subject: 'relation', action: 'delete' },
    { subject: 'relation', action: 'create' },
    { subject: 'relation', action: 'create' },
    { subject: 'target_object', action: 'create' },
  ]);
});

t.test('the same is said of several target objects, or of none', async (t) => {
  const { items } = (await call('GET', '/target-objects')).body;
  const [a, b] = items.filter(({ is_group }: { is_group: boolean }) => !is_group);
  const objects = [a, b].map(({ id, version }) => ({ id, version }));
  const change = { owner: 'Hauptamt', status: 'planned', add_tags: ['kern'], remove_tags: ['alt'] };
  const done = (await call('POST', '/target-objects/bulk', { objects, ...change })).body;
  t.match(done, { changed: 2, objects: [{ version: a.version + 1 }, { version: b.version + 1 }] });
  const now = (await call('GET', `/target-objects/${a.id}`)).body;
  t.match(now, { owner: 'Hauptamt', status: 'planned', name: a.name, version: a.version + 1 });
  t.same(now.tags, [...a.tags, 'kern']);
  t.match(
    await call('POST', '/target-objects/bulk', {
      objects: [{ id: b.id, version: b.version + 1 }, objects[0]],
      owner: 'x',
    }),
    refused(409, 'CONFLICT', /version/),
  );
  t.match((await call('GET', `/target-objects/${b.id}`)).body, { owner: 'Hauptamt' }, 'none was changed');
  const other = { objects: [{ id: a.id, version: now.version }], group: b.id };
  t.match(await call('POST', '/target-objects/bulk', other), refused(400, 'VALIDATION', /\/group/));
  const before = new Map([a, b].map(({ id, owner, status, tags }) => [id, { owner, status, tags }]));
  const back = done.objects.map(({ id, version }: { id: string; version: number }) => ({
    id,
    version,
    ...before.get(id),
  }));
  t.equal((await call('POST', '/target-objects/bulk', { objects: back })).status, 200);
  for (const { id, owner, status, tags } of [a, b]) {
    t.match((await call('GET', `/target-objects/${id}`)).body, { owner, status });
    t.same((await call('GET', `/target-objects/${id}`)).body.tags, tags, 'each has its own again');
  }
});
