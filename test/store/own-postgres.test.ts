import { sql } from 'kysely';
import t from 'tap';
import { bypassOf, openApiDatabase } from '../../server/api-database.js';
import { openDatabase } from '../../server/store/database.js';
import { migrate } from '../../server/store/migrations/index.js';
import { appRole } from '../../server/store/migrations/tenant-policy.js';
import { withTenants } from '../../server/store/tenant-scope.js';
import { ensureTenant, listTenants, tenantFigures } from '../../server/store/tenants.js';
import { fastSettings, startTestDatabase } from '../helpers/postgres.js';

// A cluster of its own: roles belong to the whole of it.
const { url } = await startTestDatabase(t, 'empty', fastSettings);
const superuser = openDatabase(url, { connections: 1 });
t.teardown(() => superuser.destroy());
const run = (statement: string) => sql.raw(statement).execute(superuser);
await run(`create role city login password 'secret'`);
await run('create database city owner city');
const as = (user: string) => {
  const own = new URL('/city', url);
  own.username = user;
  own.password = 'secret';
  return own.href;
};
const owner = openDatabase(as('city'));
t.teardown(() => owner.destroy());

t.test('an owner who may not make roles is told what to execute', async (t) => {
  await t.rejects(migrate(owner), {
    code: 'DATABASE_ROLE_MISSING',
    message: /create role grundwacht_app login password '...'; grant grundwacht_app to city;/,
  });
});

t.test(
  'an owner who is no superuser migrates, works in the background, and lends the API its role',
  async (t) => {
    await run(`create role ${appRole} login password 'secret'`);
    t.ok((await migrate(owner)).length > 15);
    await t.rejects(openApiDatabase({ url: as('city'), assume: appRole }), {
      code: 'DATABASE_ROLE_MISSING',
      message: /grant grundwacht_app to/,
    });
    await run(`grant ${appRole} to city`);
    await ensureTenant(owner, 'works', 'Stadtwerke', Date.now());
    t.same(await listTenants(owner), ['default', 'works']);
    t.equal((await tenantFigures(owner)).length, 2);

    for (const connection of [{ url: as('city'), assume: appRole }, { url: as(appRole) }]) {
      const db = await openApiDatabase(connection);
      t.same(await listTenants(db), []);
      t.same(await withTenants(['works'], () => listTenants(db)), ['works']);
      t.equal(await bypassOf(db), undefined);
      await db.destroy();
    }
  },
);

t.test('whoever connects as the owner and does not ask for all tenants sees none', async (t) => {
  const { rows } = await owner.connection().execute(async (one) => {
    await sql`set grundwacht.tenants = ''`.execute(one);
    return sql`select id from tenant`.execute(one);
  });
  t.same(rows, []);
});

t.test('a user for the API who could read every tenant is refused', async (t) => {
  await t.rejects(openApiDatabase({ url: new URL('/city', url).href }), {
    code: 'CONFIG_INVALID',
    message: /app_url.*superuser/,
  });
  await t.rejects(openApiDatabase({ url: as('city') }), {
    code: 'CONFIG_INVALID',
    message: /owns the tables/,
  });
  await run(`create role stranger login password 'secret'`);
  await t.rejects(openApiDatabase({ url: as('stranger') }), {
    code: 'CONFIG_INVALID',
    message: /lacks the role/,
  });
});
