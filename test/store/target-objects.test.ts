import t from 'tap';
import type { TargetObjectInput } from '../../server/contract/isms.js';
import { normaliseTargetObject, type TargetObjectValues } from '../../server/isms/structure/target-object.js';
import { findDomain } from '../../server/store/domains.js';
import type { DomainKey } from '../../server/store/structure-history.js';
import { putTargetObjects } from '../../server/store/target-object-bulk.js';
import { getTargetObject, listTargetObjects } from '../../server/store/target-object-list.js';
import {
  createTargetObject,
  deleteTargetObject,
  updateTargetObject,
} from '../../server/store/target-objects.js';
import { ensureTenant, removeTenant } from '../../server/store/tenants.js';
import { startMigratedDatabase } from './migrated-database.js';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const { db } = await startMigratedDatabase(t);
const values = (input: Partial<TargetObjectInput>) =>
  normaliseTargetObject({ key: 'S001', type: 'it_system', name: 'Fileserver', ...input });
const code = (expected: string) => ({ name: 'GrundwachtError', code: expected });

await ensureTenant(db, 'demo', 'Musterstadt', now);
const author = { by: 'isolde', now };
const main = await findDomain(db, 'default', undefined);
const demo = await findDomain(db, 'demo', undefined);
const create = (key: DomainKey, object: TargetObjectValues) =>
  db.transaction().execute((trx) => createTargetObject(trx, key, object, author));
const update = (id: string, version: number, object: TargetObjectValues) =>
  db.transaction().execute((trx) => updateTargetObject(trx, id, version, object, author));
const remove = (id: string, version?: number) =>
  db.transaction().execute((trx) => deleteTargetObject(trx, id, version, author));
const put = (key: DomainKey, objects: TargetObjectValues[]) =>
  db.transaction().execute((trx) => putTargetObjects(trx, key, objects, author));

t.test('an object comes back as it was stored', async (t) => {
  const input = values({
    hostnames: ['SRV-File-01.Stadt.example'],
    addresses: ['10.1.2.3', '2001:db8::/32'],
    tags: ["it's", '"quoted"', 'a,b', '{}'],
  });
  const created = await create(main, input);
  t.match(created, { ...input, tenant: 'default', version: 1, updated_at: new Date(now).toISOString() });
  t.same(await getTargetObject(db, created.id), created);
});

t.test('a key is unique within its tenant only', async (t) => {
  await t.rejects(create(main, values({})), code('ALREADY_EXISTS'));
  const other = await create(demo, values({}));
  t.equal(other.tenant, 'demo');
});

t.test('of two changes from the same version one is refused and nothing is lost', async (t) => {
  const { id } = await create(main, values({ key: 'S002' }));
  const changes = await Promise.allSettled(
    ['A', 'B', 'C'].map((name) => update(id, 1, values({ key: 'S002', name }))),
  );
  t.equal(changes.filter(({ status }) => status === 'fulfilled').length, 1);
  for (const change of changes) {
    if (change.status === 'rejected') t.match(change.reason, code('CONFLICT'));
  }
  const stored = await getTargetObject(db, id);
  t.equal(stored.version, 2);
  await t.rejects(remove(id, 1), code('CONFLICT'));
  await remove(id, 2);
  await t.rejects(getTargetObject(db, id), code('NOT_FOUND'));
  await t.rejects(update(id, 2, values({})), code('NOT_FOUND'));
});

t.test('a change cannot take another object’s key', async (t) => {
  const { id } = await create(main, values({ key: 'S003' }));
  await t.rejects(update(id, 1, values({ key: 'S001' })), code('ALREADY_EXISTS'));
  t.equal((await getTargetObject(db, id)).key, 'S003');
});

t.test('pages by key hold every object once; filters narrow them', async (t) => {
  const many = Array.from({ length: 25 }, (_, n) =>
    values({
      key: `N${String(n).padStart(3, '0')}`,
      type: n % 5 === 0 ? 'network' : 'room',
      name: `Raum ${n} 100%`,
    }),
  );
  await put(demo, many);
  const keys: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listTargetObjects(db, {
      tenant: 'demo',
      limit: 10,
      ...(cursor === undefined ? {} : { cursor }),
    });
    keys.push(...page.items.map(({ key }) => key));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined);
  t.same(keys, [...many.map(({ key }) => key), 'S001']);
  const found = async (filter: object) =>
    (await listTargetObjects(db, { limit: 100, ...filter })).items.map(({ key }) => key);
  t.same(await found({ type: ['network'] }), ['N000', 'N005', 'N010', 'N015', 'N020']);
  t.equal((await found({ q: '100%' })).length, 25);
  t.same(await found({ q: '1000%' }), []);
  t.same(await found({ q: 'srv-FILE' }), ['S001'], 'host names are searched');
  t.same(await found({ q: "x' or '1'='1" }), []);
  await t.rejects(listTargetObjects(db, { limit: 1, cursor: 'nonsense' }), code('CURSOR_INVALID'));
});

t.test('putting objects again changes those that differ', async (t) => {
  await put(demo, [values({ key: 'N000', name: 'Neu', type: 'network' })]);
  const { items } = await listTargetObjects(db, { q: 'Neu', limit: 10 });
  t.match(items, [{ key: 'N000', version: 2, name: 'Neu' }]);
});

t.test('a removed tenant takes its objects with it, nobody else’s', async (t) => {
  t.ok(await db.transaction().execute((trx) => removeTenant(trx, 'demo')));
  t.same((await listTargetObjects(db, { tenant: 'demo', limit: 10 })).items, []);
  t.ok((await listTargetObjects(db, { tenant: 'default', limit: 10 })).items.length > 0);
});
