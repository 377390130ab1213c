import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { GrundwachtError } from '../contract/errors.js';
import { type Account, accountFor, letPass } from './account.js';
import { findBinaries, type PostgresBinaries } from './binaries.js';
import { isAlive, isPostgresOf, readPidFile } from './pid-file.js';

export interface EmbeddedPostgres {
  /** Connection URL with the password: never log it. */
  url: string;
  pid: number;
  /** A PostgreSQL that an earlier, killed Grundwacht left running was taken over. */
  adopted: boolean;
  stop(): Promise<void>;
}

export interface PostgresOptions {
  /** Data folder of Grundwacht; the cluster lies in `postgres` below it. */
  dataDir: string;
  /** Further server settings, `name=value`. */
  settings?: string[];
  /** Port of 127.0.0.1; absent: any free one. */
  port?: number;
}

const startMs = 30_000;
const stopMs = 30_000;

/**
 * Starts the embedded PostgreSQL, or takes over the one that a killed Grundwacht left behind.
 *
 * It runs in a process group of its own, so that Ctrl-C reaches Grundwacht alone, which then stops in order.
 * @throws GrundwachtError DATABASE_UNAVAILABLE with the end of PostgreSQL's log
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = join(resolve(options.dataDir), 'postgres');
  const secretFile = join(resolve(options.dataDir), 'postgres.secret');
  mkdirSync(cluster, { recursive: true });
  letPass(options.dataDir);
  const left = await takeOver(cluster, secretFile);
  if (left) return left;

  const binaries = findBinaries();
  const account = accountFor([cluster], [binaries.postgres]);
  if (!existsSync(join(cluster, 'PG_VERSION'))) initialise(binaries, account, cluster, secretFile);
  const port = options.port ?? (await freePort());
  const logFile = join(resolve(options.dataDir), 'postgres.log');
  const child = launch(binaries, account, cluster, port, logFile, options.settings ?? []);
  const url = urlOf(secretFile, port);
  try {
    await untilReady(child, url);
  } catch (cause) {
    child.kill('SIGQUIT');
    const log = readFileSync(logFile, 'utf8').split('\n').slice(-15).join('\n');
    throw new GrundwachtError(
      'DATABASE_UNAVAILABLE',
      `PostgreSQL did not start. Its log (${logFile}) ends with:\n${log}`,
      { cause },
    );
  }
  const pid = readPidFile(cluster)?.pid ?? child.pid!;
  return { url, pid, adopted: false, stop: () => stop(pid) };
}

/**
 * The PostgreSQL of a Grundwacht that is running now, for commands beside it.
 * @returns undefined when none runs on this data folder
 */
export async function runningPostgres(dataDir: string): Promise<{ url: string } | undefined> {
  const cluster = join(resolve(dataDir), 'postgres');
  const secretFile = join(resolve(dataDir), 'postgres.secret');
  const noted = readPidFile(cluster);
  if (!noted?.port || !existsSync(secretFile) || !isPostgresOf(noted.pid, cluster)) return undefined;
  const url = urlOf(secretFile, noted.port);
  return (await answers(url)) ? { url } : undefined;
}

/** Adopts an orphan that answers, stops one that does not, removes a pid file that belongs to nobody. */
async function takeOver(cluster: string, secretFile: string): Promise<EmbeddedPostgres | undefined> {
  const noted = readPidFile(cluster);
  if (!noted) return undefined;
  if (!isPostgresOf(noted.pid, cluster)) {
    rmSync(join(cluster, 'postmaster.pid'), { force: true });
    return undefined;
  }
  if (noted.port !== undefined && existsSync(secretFile)) {
    const url = urlOf(secretFile, noted.port);
    if (await answers(url)) return { url, pid: noted.pid, adopted: true, stop: () => stop(noted.pid) };
  }
  await stop(noted.pid);
  return undefined;
}

function initialise(binaries: PostgresBinaries, account: Account, cluster: string, secretFile: string): void {
  if (!existsSync(secretFile))
    writeFileSync(secretFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  // initdb runs under another account than root's and reads the password from a file of that account.
  const passwordFile = `${secretFile}.initdb`;
  try {
    writeFileSync(passwordFile, readFileSync(secretFile), { mode: 0o600 });
    if (account.uid !== undefined) chownSync(passwordFile, account.uid, account.gid!);
    const args = ['-D', cluster, '-U', 'grundwacht', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    args.push('--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8');
    const { command, rest, ids } = commandLine(binaries.initdb, args, account);
    const made = spawnSync(command, rest, {
      ...ids,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'] },
      cwd: '/',
    });
    if (made.status === 0) return;
    rmSync(cluster, { recursive: true, force: true });
    throw new GrundwachtError(
      'DATABASE_UNAVAILABLE',
      `initdb failed: ${[made.error?.message, made.stderr].filter(Boolean).join(' ')}`,
    );
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function launch(
  binaries: PostgresBinaries,
  account: Account,
  cluster: string,
  port: number,
  logFile: string,
  settings: string[],
): ChildProcess {
  const args = ['-D', cluster, '-p', String(port)];
  const fixed = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'shared_buffers=64MB',
    'max_connections=50',
  ];
  for (const setting of [...fixed, ...settings]) args.push('-c', setting);
  const log = openSync(logFile, 'a', 0o600);
  try {
    const { command, rest, ids } = commandLine(binaries.postgres, args, account);
    const child = spawn(command, rest, {
      ...ids,
      detached: true,
      stdio: ['ignore', log, log],
      env: { PATH: process.env['PATH'] },
      cwd: '/',
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function commandLine(program: string, args: string[], account: Account) {
  const [command, ...rest] = [...account.prefix, program, ...args];
  const ids =
    account.uid === undefined || account.prefix.length > 0 ? {} : { uid: account.uid, gid: account.gid! };
  return { command: command!, rest, ids };
}

async function untilReady(child: ChildProcess, url: string): Promise<void> {
  let failure: Error | undefined;
  child.once('error', (error) => {
    failure = error;
  });
  for (const deadline = Date.now() + startMs; Date.now() < deadline; await sleep(50)) {
    if (failure) throw failure;
    if (child.exitCode !== null) throw new Error(`postgres ended with exit code ${child.exitCode}`);
    if (await answers(url)) return;
  }
  throw new Error(`postgres did not answer within ${startMs / 1000} s`);
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Fast shutdown (SIGINT): rolls back, writes a checkpoint, ends. Only a PostgreSQL that hangs gets SIGQUIT. */
async function stop(pid: number): Promise<void> {
  for (const [signal, ms] of [
    ['SIGINT', stopMs],
    ['SIGQUIT', 5000],
  ] as const) {
    if (!isAlive(pid)) return;
    process.kill(pid, signal);
    for (const deadline = Date.now() + ms; Date.now() < deadline; await sleep(25)) if (!isAlive(pid)) return;
  }
  throw new GrundwachtError('DATABASE_UNAVAILABLE', `PostgreSQL (process ${pid}) could not be stopped.`);
}

function urlOf(secretFile: string, port: number): string {
  chmodSync(secretFile, 0o600);
  return `postgres://grundwacht:${readFileSync(secretFile, 'utf8').trim()}@127.0.0.1:${port}/postgres`;
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer().once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}
