import { sql } from 'kysely';
import t from 'tap';
import { openDatabase } from '../../server/store/database.js';
import { eventually } from '../helpers/client.js';
import { startTestDatabase } from '../helpers/postgres.js';

t.test(
  'a connection that PostgreSQL ends between two queries fails the next one, and nothing else',
  async (t) => {
    const { url } = await startTestDatabase(t);
    const [db, other] = [openDatabase(url, { connections: 1 }), openDatabase(url, { connections: 1 })];
    t.teardown(() => Promise.all([db.destroy(), other.destroy()]));
    await t.rejects(
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
        const { pid } = rows[0]!;
        // As at a restart of PostgreSQL.
        await sql`select pg_terminate_backend(${pid})`.execute(other);
        await eventually('its end', async () => {
          const found = await sql`select from pg_stat_activity where pid = ${pid}`.execute(other);
          return found.rows.length === 0;
        });
        await sql`select 1`.execute(trx);
      }),
    );
    t.same((await sql`select 1 as one`.execute(db)).rows, [{ one: 1 }], 'the next one has a new connection');
  },
);
