import { createSocket } from 'node:dgram';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { bypassOf } from '../api-database.js';
import type { Config } from '../config/config.js';
import { findBinaries } from '../postgres/binaries.js';
import { runningPostgres } from '../postgres/supervisor.js';
import { openDatabase, openScopedDatabase } from '../store/database.js';
import { verifyStore } from '../store/events/verify-store.js';
import { pendingMigrations } from '../store/migrations/index.js';
import { appRole } from '../store/migrations/tenant-policy.js';
import { listenOf } from '../syslog-listen.js';
import { examineOperations } from './examine-operations.js';
import { examineSignIn } from './examine-sign-in.js';
import { runningServer } from './running-server.js';

export interface Finding {
  check: string;
  state: 'ok' | 'warning' | 'failed';
  detail: string;
}

const gigabyte = 2 ** 30;

/** @returns one finding a check; never throws for what it finds */
export async function examine(config: Config): Promise<Finding[]> {
  const running = await runningServer(config);
  return [
    { check: 'node', state: 'ok', detail: `${process.version} on ${process.platform} ${process.arch}` },
    {
      check: 'server',
      state: 'ok',
      detail: running ? `runs at ${running}` : 'does not run at the moment',
    },
    ...(running ? [] : await Promise.all(portsOf(config).map(port))),
    disk(config),
    await space(config),
    await database(config),
    await tenants(config),
    await segments(config),
    await clock(config),
    ...(await examineOperations(config, Date.now())),
    ...(await examineSignIn(config, Date.now())),
  ];
}

type Listen = { name: string; kind: 'tcp' | 'udp'; host: string; port: number };

const portsOf = ({ http, syslog }: Config): Listen[] => [
  { name: 'http', kind: 'tcp', ...http },
  ...listenOf(syslog).map(({ transport, host, port }): Listen => {
    return { name: 'syslog', kind: transport === 'udp' ? 'udp' : 'tcp', host, port };
  }),
];

async function port({ name, kind, host, port }: Listen): Promise<Finding> {
  const place = `${kind.toUpperCase()} ${host}:${port}`;
  const failure = await (kind === 'tcp' ? listenTcp(host, port) : bindUdp(host, port));
  return failure === undefined
    ? { check: name, state: 'ok', detail: `${place} is free` }
    : {
        check: name,
        state: 'failed',
        detail: `${place}: ${failure}. Stop what uses it or set another port.`,
      };
}

const listenTcp = (host: string, port: number): Promise<string | undefined> =>
  new Promise((done) => {
    const server = createServer().once('error', (error: NodeJS.ErrnoException) => done(error.code));
    server.listen(port, host, () => server.close(() => done(undefined)));
  });

const bindUdp = (host: string, port: number): Promise<string | undefined> =>
  new Promise((done) => {
    const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code));
    socket.bind(port, host, () => socket.close(() => done(undefined)));
  });

function disk(config: Config): Finding {
  const probe = join(config.data, `.doctor-${process.pid}`);
  try {
    mkdirSync(config.data, { recursive: true, mode: 0o750 });
    writeFileSync(probe, 'probe', { flush: true });
    rmSync(probe);
    return { check: 'data', state: 'ok', detail: `${config.data} can be written` };
  } catch (error) {
    return { check: 'data', state: 'failed', detail: `${config.data}: ${(error as Error).message}` };
  }
}

async function space(config: Config): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(config.data);
    const free = (bavail * bsize) / gigabyte;
    const state = free < 1 ? 'failed' : free < 10 ? 'warning' : 'ok';
    return { check: 'space', state, detail: `${free.toFixed(1)} GiB free for ${config.data}` };
  } catch (error) {
    return { check: 'space', state: 'failed', detail: (error as Error).message };
  }
}

async function database(config: Config): Promise<Finding> {
  const url = config.database.url || (await runningPostgres(config.data))?.url;
  try {
    if (!url)
      return { check: 'database', state: 'ok', detail: `embedded (${findBinaries().postgres}), not running` };
    const version = await serverVersion(url);
    const kind = config.database.url ? 'external' : 'embedded, running';
    return version >= 150000
      ? { check: 'database', state: 'ok', detail: `${kind}, PostgreSQL ${Math.floor(version / 10000)}` }
      : {
          check: 'database',
          state: 'failed',
          detail: `PostgreSQL ${version} is too old; 15 or newer is needed`,
        };
  } catch (error) {
    return { check: 'database', state: 'failed', detail: (error as Error).message };
  }
}

/** Whether the API's user is held to its tenants. */
async function tenants(config: Config): Promise<Finding> {
  const check = 'tenants';
  const { url, app_url } = config.database;
  const owner = url || (await runningPostgres(config.data))?.url;
  if (!owner) return { check, state: 'ok', detail: 'not checked: the database does not run' };
  const db = openScopedDatabase(app_url || owner, {
    connections: 1,
    ...(app_url ? {} : { assume: appRole }),
  });
  try {
    const fault = await bypassOf(db);
    if (fault !== undefined) return { check, state: 'failed', detail: fault };
    const lent = url && !app_url ? '; lent by the owner: set database.app_url' : '';
    return { check, state: lent ? 'warning' : 'ok', detail: `the API has the role ${appRole}${lent}` };
  } catch (error) {
    return { check, state: 'failed', detail: (error as Error).message };
  } finally {
    await db.destroy();
  }
}

/** Sizes only: `grundwacht events verify` reads the files. */
async function segments(config: Config): Promise<Finding> {
  const url = config.database.url || (await runningPostgres(config.data))?.url;
  if (!url) return { check: 'segments', state: 'ok', detail: 'not checked: the database does not run' };
  const db = openDatabase(url, { connections: 1 });
  try {
    if ((await pendingMigrations(db)) === undefined)
      return { check: 'segments', state: 'ok', detail: 'none: the first start makes the tables' };
    const dir = join(config.data, 'events');
    const found = await verifyStore(db, { dir, sizesOnly: true }, Date.now());
    const whole = `${found.segments} with ${found.rows} events, ${(found.bytes / gigabyte).toFixed(1)} GiB`;
    const [first] = found.faults;
    if (first === undefined) return { check: 'segments', state: 'ok', detail: whole };
    const more = found.faults.length > 1 ? ` and ${found.faults.length - 1} more` : '';
    return {
      check: 'segments',
      state: 'failed',
      detail: `${first.path}: ${first.detail}${more}. grundwacht events verify reads them all.`,
    };
  } catch (error) {
    return { check: 'segments', state: 'failed', detail: (error as Error).message };
  } finally {
    await db.destroy();
  }
}

async function serverVersion(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ v: string }>("select current_setting('server_version_num') as v");
    return Number(rows[0]!.v);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The clock is compared with the database's, where that runs on another machine; without one only its year is judged. */
async function clock(config: Config): Promise<Finding> {
  const now = new Date();
  const url = config.database.url;
  if (url) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
    client.on('error', () => {});
    try {
      await client.connect();
      const { rows } = await client.query<{ now: Date }>('select clock_timestamp() as now');
      const skew = Math.abs(rows[0]!.now.getTime() - Date.now()) / 1000;
      if (skew > 2) {
        return {
          check: 'clock',
          state: 'failed',
          detail: `${skew.toFixed(1)} s apart from the database's clock`,
        };
      }
    } catch {
      // An unreachable database is a finding of its own.
    } finally {
      await client.end().catch(() => undefined);
    }
  }
  const state = now.getUTCFullYear() < 2026 ? 'failed' : 'ok';
  return { check: 'clock', state, detail: `${now.toISOString()}, sources without a zone: ${config.zone}` };
}
