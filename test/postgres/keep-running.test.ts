import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import t from 'tap';
import { keepPostgres } from '../../server/postgres/keep-running.js';
import { isAlive, readPidFile } from '../../server/postgres/pid-file.js';
import { eventually } from '../helpers/client.js';

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

t.test('one that was killed is started again at the same address, with what was committed', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'grundwacht-pg-'));
  t.teardown(() => rmSync(dataDir, { recursive: true, force: true }));
  const said: string[] = [];
  const logger = pino(
    { base: null },
    { write: (line) => void said.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const postgres = await keepPostgres({ dataDir, logger, everyMs: 50 });
  const pidNow = () => readPidFile(join(dataDir, 'postgres'))!.pid;
  await ask(postgres.url, 'create table kept as select 42 as answer');
  const first = pidNow();
  process.kill(first, 'SIGKILL');
  const rows = await eventually(
    'an answer of the next one',
    () => ask(postgres.url, 'select answer from kept').catch(() => undefined),
    60_000,
  );
  t.same(rows, [{ answer: 42 }]);
  const second = pidNow();
  t.not(second, first);
  t.match(said, ['postgres_ended']);
  await postgres.stop();
  t.notOk(isAlive(second), 'and stopped for good');
});
