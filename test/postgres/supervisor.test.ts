import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import t from 'tap';
import { isAlive, readPidFile } from '../../server/postgres/pid-file.js';
import { startPostgres } from '../../server/postgres/supervisor.js';
import { fastSettings } from '../helpers/postgres.js';

const settings = fastSettings;
const dataFolder = (t: Tap) => {
  const dir = mkdtempSync(join(tmpdir(), 'grundwacht-pg-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
};
type Tap = { teardown(fn: () => unknown): void };

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

t.test('starts, keeps its data over a restart, stops', async (t) => {
  const dataDir = dataFolder(t);
  const first = await startPostgres({ dataDir, settings });
  t.equal(first.adopted, false);
  await query(first.url, 'create table kept as select 42 as answer');
  await first.stop();
  t.notOk(isAlive(first.pid));
  const second = await startPostgres({ dataDir, settings });
  t.same(await query(second.url, 'select answer from kept'), [{ answer: 42 }]);
  t.equal(statSync(join(dataDir, 'postgres.secret')).mode & 0o777, 0o600);
  await second.stop();
});

t.test('the orphan of a killed process is adopted and can be stopped', async (t) => {
  const dataDir = dataFolder(t);
  const module = fileURLToPath(new URL('../../server/postgres/supervisor.js', import.meta.url));
  const script = `import(${JSON.stringify(module)}).then(m => m.startPostgres(${JSON.stringify({ dataDir, settings })})).then(() => { console.log('up'); setInterval(() => {}, 1000); })`;
  const child: ChildProcess = spawn(process.execPath, ['-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout!, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const orphan = readPidFile(join(dataDir, 'postgres'))!.pid;
  t.ok(isAlive(orphan));
  const adopted = await startPostgres({ dataDir, settings });
  t.equal(adopted.adopted, true);
  t.equal(adopted.pid, orphan);
  t.same(await query(adopted.url, 'select 1 as one'), [{ one: 1 }]);
  await adopted.stop();
  t.notOk(isAlive(orphan));
});

t.test('a pid file that names a foreign process does not stand in the way', async (t) => {
  const dataDir = dataFolder(t);
  const first = await startPostgres({ dataDir, settings });
  await first.stop();
  const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
  writeFileSync(pidFile, `${process.pid}\n${join(dataDir, 'postgres')}\n0\n1\n\n127.0.0.1\n\nready\n`);
  const again = await startPostgres({ dataDir, settings });
  t.not(again.pid, process.pid);
  t.match(readFileSync(pidFile, 'utf8'), String(again.pid));
  await again.stop();
  t.ok(isAlive(process.pid));
});

t.test(
  'works below a folder that only root may enter',
  { skip: process.getuid?.() !== 0 && 'needs root' },
  async (t) => {
    const outer = dataFolder(t);
    const dataDir = join(outer, 'inner', 'data');
    mkdirSync(dataDir, { recursive: true });
    chmodSync(outer, 0o700);
    const postgres = await startPostgres({ dataDir, settings });
    t.same(await query(postgres.url, 'select 1 as one'), [{ one: 1 }]);
    await postgres.stop();
    t.equal(statSync(outer).mode & 0o777, 0o700, 'the folder is as private as before');
  },
);
