import t from 'tap';
import { demandDatabase } from '../server/demand-database.js';
import { openDatabase } from '../server/store/database.js';
import { startTestDatabase } from './helpers/postgres.js';

t.test('a database that cannot be had is named by place and reason, never with the password', async (t) => {
  const { url } = await startTestDatabase(t);
  const changed = (change: (url: URL) => void): string => {
    const other = new URL(url);
    change(other);
    return other.href;
  };
  const { username, port } = new URL(url);
  const refused = async (asked: string, message: RegExp) => {
    const db = openDatabase(asked, { connections: 1 });
    const error = await demandDatabase(db, asked, 'database.url').catch((fault: unknown) => fault);
    t.match(error, { code: 'DATABASE_UNAVAILABLE', message });
    t.notMatch((error as Error).message, 'geheim');
    await db.destroy();
  };
  const password = changed((other) => (other.password = 'geheim'));
  await refused(
    password,
    new RegExp(`^database.url, ${username} at 127.0.0.1:${port}/.*password authentication failed`),
  );
  await refused(
    changed((other) => (other.pathname = '/nowhere')),
    /"nowhere" does not exist/,
  );
  await refused('postgres://anna:geheim@127.0.0.1:9/city', /anna at 127.0.0.1:9\/city: .*ECONNREFUSED/);
  await refused('postgres://anna:geheim@localhost:9/city', /localhost:9\/city: .*ECONNREFUSED/);

  const db = openDatabase(url, { connections: 1 });
  await demandDatabase(db, url, 'database.url');
  await db.destroy();
});
