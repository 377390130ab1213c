import { sql } from 'kysely';
import t from 'tap';
import { atDatabase } from '../../server/cli/at-database.js';
import { examineOperations } from '../../server/cli/examine-operations.js';
import { loadConfig } from '../../server/config/config.js';
import { openDatabase } from '../../server/store/database.js';
import { pendingMigrations } from '../../server/store/migrations/index.js';
import { listTenants } from '../../server/store/tenants.js';
import { startTestDatabase } from '../helpers/postgres.js';

t.test(
  'a command makes the tables of a new installation, and leaves those of an older version alone',
  async (t) => {
    const { url } = await startTestDatabase(t);
    const env = { GRUNDWACHT_DATA: t.testdir(), DATABASE_URL: url, GRUNDWACHT_HTTP_PORT: '0' };
    const config = loadConfig({ env, cwd: t.testdir() });
    t.same(await atDatabase(config, (db) => listTenants(db)), ['default']);

    t.comment('of an older version: only the start of the server makes a backup before it changes them');
    await atDatabase(config, async (db) => {
      await sql`delete from kysely_migration where name = (select max(name) from kysely_migration)`.execute(
        db,
      );
      t.equal((await pendingMigrations(db))?.length, 1);
    });
    await t.rejects(
      atDatabase(config, async () => t.fail('nothing is done')),
      { code: 'CONFLICT', message: /older version: start the server once/ },
    );

    t.comment('of a newer version: the doctor says what the start would');
    const db = openDatabase(url, { connections: 1 });
    await sql`insert into kysely_migration (name, timestamp) values ('9999-later', '2027-01-01')`.execute(db);
    await db.destroy();
    const found = await examineOperations(config, Date.now());
    t.match(found.at(-1), { state: 'failed', detail: /9999-later, which this version .* does not know/ });
  },
);
