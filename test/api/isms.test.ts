import t from 'tap';
import type { KompendiumIndex } from '../../server/isms/catalog/catalog-index.js';
import { readCommittedIndex } from '../../server/isms/catalog/committed.js';
import { installCatalogIndex } from '../../server/store/catalog-index-rows.js';
import { startTestServer } from './test-server.js';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const server = await startTestServer(t);
const { app, db } = server;
const cookie = await server.logIn('isolde', 'isb');
const index = (await readCommittedIndex('kompendium-2023')) as KompendiumIndex;
await db.transaction().execute((trx) => installCatalogIndex(trx, index, now));

const api = '/api/v1/isms';
type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
async function call(method: Method, path: string, payload?: object) {
  const headers = { cookie };
  const reply = await app.inject({
    method,
    url: api + path,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  return {
    status: reply.statusCode,
    body: reply.body === '' ? undefined : reply.json(),
    headers: reply.headers,
  };
}
const input = { key: 'S001', type: 'it_system', name: 'Dateiserver' };

t.test('catalogues, Bausteine and requirements', async (t) => {
  const catalogs = await call('GET', '/catalogs');
  t.match(catalogs.body, { items: [{ id: 'kompendium-2023', bausteine: 111, requirements: 1835 }] });
  const bausteine = await call('GET', '/catalogs/kompendium-2023/bausteine');
  t.equal(bausteine.body.items.length, 111);
  t.match(bausteine.body.items[0], { id: 'ISMS.1', layer: 'ISMS', requirements: { B: 9, S: 5, H: 2 } });
  const requirements = await call('GET', '/catalogs/kompendium-2023/bausteine/DER.1/requirements');
  t.match(requirements.body.items[0], { id: 'DER.1.A1', baustein: 'DER.1', level: 'B', withdrawn: false });
  t.match(await call('GET', '/catalogs/none/bausteine'), {
    status: 404,
    body: { error: { code: 'NOT_FOUND' } },
  });
});

t.test('a target object is created, read, replaced and deleted', async (t) => {
  const created = await call('POST', '/target-objects', {
    ...input,
    hostnames: ['SRV-FILE01.Stadt.example.'],
  });
  t.equal(created.status, 201);
  const { id } = created.body;
  t.equal(created.headers['location'], `${api}/target-objects/${id}`);
  t.match(created.body, { tenant: 'default', count: 1, version: 1, hostnames: ['srv-file01.stadt.example'] });
  t.same((await call('GET', `/target-objects/${id}`)).body, created.body);
  const replaced = await call('PUT', `/target-objects/${id}`, { ...input, name: 'Neu', version: 1 });
  t.match(replaced, { status: 200, body: { name: 'Neu', version: 2, hostnames: [] } });
  t.match(await call('PUT', `/target-objects/${id}`, { ...input, version: 1 }), {
    status: 409,
    body: { error: { code: 'CONFLICT', detail: /version 2/ } },
  });
  t.match(await call('DELETE', `/target-objects/${id}?version=1`), { status: 409 });
  t.match(await call('DELETE', `/target-objects/${id}?version=2`), { status: 204 });
  t.match(await call('DELETE', `/target-objects/${id}`), { status: 404 });
});

t.test('faults are refused with their places', async (t) => {
  const refused = async (payload: object, detail: RegExp) => {
    const body = { error: { code: 'VALIDATION', detail } };
    t.match(await call('POST', '/target-objects', payload), { status: 400, body });
  };
  await refused({ ...input, type: 'spaceship' }, /\/type/);
  await refused({ ...input, owned: 'x' }, /\/owned/);
  await refused({ ...input, name: '   ' }, /\/name: must not be blank/);
  await refused({ ...input, name: 'a\u0000b' }, /\/name/);
  await refused(
    { ...input, hostnames: ['ok', 'not ok'], addresses: ['10.0.0.0/33'] },
    /\/hostnames\/1.*\/addresses\/0/,
  );
  t.match(await call('POST', '/target-objects?tenant=nowhere', input), { status: 403 });
  t.match(await call('PUT', '/target-objects/nonsense', { ...input, version: 1 }), { status: 400 });
  t.match(await call('GET', '/target-objects?q=%00'), { status: 400 });
  t.same((await call('GET', '/target-objects')).body, { items: [], next: null }, 'nothing was stored');
});

t.test('the list is paged and filtered', async (t) => {
  for (const [key, type] of [
    ['C001', 'it_system'],
    ['C002', 'it_system'],
    ['N001', 'network'],
  ]) {
    t.equal((await call('POST', '/target-objects', { key, type, name: `Objekt ${key}` })).status, 201);
  }
  const first = await call('GET', '/target-objects?limit=2');
  t.same(
    first.body.items.map(({ key }: { key: string }) => key),
    ['C001', 'C002'],
  );
  const second = await call('GET', `/target-objects?limit=2&cursor=${first.body.next}`);
  t.match(second.body, { items: [{ key: 'N001' }], next: null });
  t.match((await call('GET', '/target-objects?type=network&type=room')).body.items, [{ key: 'N001' }]);
  t.match((await call('GET', '/target-objects?q=objekt%20c002')).body.items, [{ key: 'C002' }]);
  t.match(await call('GET', '/target-objects?tenant=demo'), { status: 403 });
  t.match(await call('GET', '/target-objects?cursor=x'), { body: { error: { code: 'CURSOR_INVALID' } } });
});
