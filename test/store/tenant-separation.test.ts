import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import t from 'tap';
import { openScopedDatabase } from '../../server/store/database.js';
import { appRole } from '../../server/store/migrations/tenant-policy.js';
import type { Database } from '../../server/store/tables.js';
import { withTenants } from '../../server/store/tenant-scope.js';
import { ensureTenant } from '../../server/store/tenants.js';
import { startMigratedDatabase } from './migrated-database.js';

const { url, db } = await startMigratedDatabase(t);
for (const tenant of ['a', 'b', 'c']) await ensureTenant(db, tenant, tenant, Date.now());
const open = (connections: number) => openScopedDatabase(url, { assume: appRole, connections });
const app = open(2);
t.teardown(() => app.destroy());

/** Tables that every tenant shares or that belong to none; `reads`: the API only reads them. */
const withoutTenant: Record<string, 'reads' | 'writes' | 'never'> = {
  // Accounts are the provider's: somebody is a member of several tenants.
  account: 'writes',
  account_identity: 'reads',
  account_passkey: 'writes',
  account_recovery_code: 'writes',
  account_totp: 'writes',
  session: 'writes',
  // One row: the number of the latest change of any alert.
  alert_revision: 'writes',
  // How far the program has come, and which migrations it has made.
  pipeline_position: 'never',
  notification_cursor: 'never',
  backup_run: 'never',
  program_version: 'never',
  system_condition: 'never',
  kysely_migration: 'never',
  kysely_migration_lock: 'never',
  // Catalogues and mappings of standards: content.
  baustein: 'reads',
  catalog: 'reads',
  catalog_file: 'reads',
  catalog_group: 'reads',
  catalog_layer: 'reads',
  component: 'reads',
  elementary_threat: 'reads',
  mapping: 'reads',
  mapping_pair: 'reads',
  requirement: 'reads',
  requirement_text: 'reads',
  requirement_threat: 'reads',
  sub_requirement: 'reads',
  target_object_category: 'reads',
  threat_text: 'reads',
};
/** Tables whose rows belong to those of a table with a tenant. */
const ofAnother = ['evidence_requirement', 'evidence_target_object'];

interface Relation {
  name: string;
  kind: 'r' | 'v';
  tenant: boolean;
  enabled: boolean;
  forced: boolean;
  policies: string[];
  reads: boolean;
  writes: boolean;
  invoker: boolean;
}

async function relations(): Promise<Relation[]> {
  const { rows } = await sql<Relation>`
    select c.relname as name, c.relkind as kind, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      c.relname = 'tenant' or exists (select from pg_attribute a
        where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as tenant,
      array(select p.polname || ': ' || pg_get_expr(p.polqual, p.polrelid) || ' / '
          || coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'none') || ' to '
          || array_to_string(array(select rolname from pg_roles where oid = any(p.polroles)), ',')
        from pg_policy p where p.polrelid = c.oid order by polname) as policies,
      has_table_privilege(${appRole}, c.oid, 'select') as reads,
      has_table_privilege(${appRole}, c.oid, 'insert, update, delete, truncate, trigger') as writes,
      coalesce('security_invoker=true' = any(c.reloptions), false) as invoker
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v')
    order by 1`.execute(db);
  return rows;
}

t.test('every table holds the tenants apart or says why it need not', async (t) => {
  const found = await relations();
  t.ok(found.length > 90);
  for (const { name, kind, tenant, enabled, forced, policies, reads, writes, invoker } of found) {
    if (kind === 'v') {
      t.ok(invoker, `the view ${name} reads as who asks`);
      continue;
    }
    const shared = withoutTenant[name];
    if (!tenant && !ofAnother.includes(name)) {
      t.ok(shared, `${name}: give it a tenant_id and tenantPolicy(), or a row in this test with its reason`);
      t.same({ reads, writes }, { reads: shared !== 'never', writes: shared === 'writes' }, name);
      continue;
    }
    t.ok(enabled && forced, `${name} has row-level security, for its owner, too`);
    const more = policies.filter((policy) => /^owner_reads: true/.test(policy));
    t.equal(
      more.length,
      name === 'account_role' ? 1 : 0,
      `${name}: the function account_roles() reads as its owner`,
    );
    const [owner = '', rows = '', ...others] = policies.filter((policy) => !more.includes(policy));
    t.same(others, [], `${name} has both policies`);
    t.match(owner, /^owner_rows: .*grundwacht_every_tenant\(\).* \/ .*grundwacht_every_tenant\(\)/, name);
    t.notMatch(owner, appRole, name);
    const condition = ofAnother.includes(name) ? /FROM evidence/ : /= ANY \(.*grundwacht_tenants\(\)/;
    const [using = '', check = ''] = rows.split(' / ');
    for (const part of [using, check]) t.match(part, condition, name);
    t.match(rows, new RegExp(`to ${appRole}$`), name);
  }
  const gone = Object.keys(withoutTenant).filter((name) => !found.some((table) => table.name === name));
  t.same(gone, [], 'the list has no table that is gone');
});

t.test("the API's role can do nothing about it", async (t) => {
  const { rows } = await sql<Record<string, unknown>>`
    select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication,
      exists (select from pg_class where relowner = pg_roles.oid) as owns
    from pg_roles where rolname = ${appRole}`.execute(db);
  t.same([...new Set(Object.values(rows[0]!))], [false], JSON.stringify(rows[0]));
  for (const statement of [
    'alter table alert disable row level security',
    'alter table alert no force row level security',
    'drop policy tenant_rows on alert',
    'create policy more on alert using (true)',
    'create table mine (x int)',
    'truncate alert',
    'delete from merkle_leaf',
    'update event_deletion set rows_deleted = 0',
    "insert into tenant values ('d', 'D', now())",
    "update kysely_migration set name = 'other'",
    "delete from requirement where id = 'x'",
    'create function evil() returns int language sql security definer return 1',
    'alter role grundwacht_app bypassrls',
  ]) {
    const attempt = withTenants(['a'], () => sql.raw(statement).execute(app));
    await t.rejects(attempt, { code: '42501' }, statement);
  }
});

const domains = async (handle: Kysely<Database>): Promise<string> => {
  const rows = await handle.selectFrom('isms_domain').select('tenant_id').orderBy('tenant_id').execute();
  return rows.map((row) => row.tenant_id).join();
};
const addSetting = (tenant: string) =>
  app
    .insertInto('signal_setting')
    .values({ tenant_id: tenant, signal_id: 'x' } as never)
    .execute();

t.test('a connection sees and writes what it was given', async (t) => {
  t.equal(await domains(app), '', 'no scope, no rows');
  t.equal(await withTenants([], () => domains(app)), '');
  t.equal(await withTenants(['*'], () => domains(app)), '', 'an asterisk is no tenant');
  t.equal(await withTenants(['a'], () => domains(app)), 'a');
  t.equal(await withTenants(['a', 'c'], () => domains(app)), 'a,c');
  t.equal(await domains(db), 'a,b,c,default', 'the program sees all');

  await t.rejects(addSetting('a'), { code: '42501', message: /row-level security/ }, 'no scope');
  await t.rejects(
    withTenants(['b'], () => addSetting('a')),
    { code: '42501', message: /row-level security/ },
  );
  const moved = withTenants(['a', 'b'], () =>
    app.updateTable('isms_domain').set({ name: 'mine' }).where('tenant_id', '=', 'c').executeTakeFirst(),
  );
  t.equal((await moved).numUpdatedRows, 0n, "another's row is not there");
  const given = withTenants(['a'], () =>
    app
      .updateTable('isms_domain')
      .set({ tenant_id: 'c' } as never)
      .where('tenant_id', '=', 'a')
      .execute(),
  );
  await t.rejects(given, { code: '42501' }, 'nor can one be given away');
});

t.test('a transaction keeps the tenants that it began with', async (t) => {
  const seen = await withTenants(['a'], () =>
    app
      .transaction()
      .execute(async (trx) => [await domains(trx), await withTenants(['b'], () => domains(trx))]),
  );
  t.same(seen, ['a', 'a']);
  await t.rejects(
    withTenants(['b'], () => app.transaction().execute(async (trx) => sql`select 1 / 0`.execute(trx))),
  );
  t.equal(await withTenants(['a'], () => domains(app)), 'a', 'also after one that failed');
});

t.test('however requests interleave on two connections, none sees with the eyes of another', async () => {
  const scope = fc.subarray(['a', 'b', 'c', 'default']);
  const request = fc.record({ scope, pauses: fc.array(fc.nat(3), { maxLength: 3 }), fails: fc.boolean() });
  const property = fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 12 }), async (requests) => {
    await Promise.all(
      requests.map(({ scope, pauses, fails }) =>
        withTenants(scope, async () => {
          for (const pause of pauses) {
            for (let i = 0; i < pause; i++) await Promise.resolve();
            if (fails) await sql`select no_such_column`.execute(app).catch(() => {});
            const seen = await domains(app);
            if (seen !== scope.join()) throw new Error(`saw ${seen} instead of ${scope.join()}`);
          }
        }),
      ),
    );
  });
  await fc.assert(property, { numRuns: 60 });
});

t.test('a connection that could not be told is given to nobody', async (t) => {
  const broken = openScopedDatabase(url, { assume: 'no_such_role', connections: 1 });
  t.teardown(() => broken.destroy());
  for (const _ of [1, 2]) {
    await t.rejects(
      withTenants(['a'], () => domains(broken)),
      { message: /no_such_role/ },
    );
  }
});
