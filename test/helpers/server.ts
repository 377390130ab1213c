import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../server/contract/package-root.js';
import { isAlive, readPidFile } from '../../server/postgres/pid-file.js';
import { copyCluster } from './cluster-template.js';
import { nodeCommand } from './node.js';
import type { Teardown } from './postgres.js';

export interface TestServer {
  url: string;
  httpPort: number;
  syslogPort: number;
  adminPassword: string;
  dataDir: string;
  pid: number;
  /** What it printed so far, standard output and standard error. */
  output(): string;
  /** Ctrl-C; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** kill -9, without a chance to tidy up; PostgreSQL stays as an orphan. */
  kill(): Promise<void>;
}

export interface TestServerOptions {
  /** Start again on the folder of a server that was killed or stopped. */
  dataDir?: string;
  ports?: { http: number; syslog: number };
  env?: NodeJS.ProcessEnv;
  /** It makes its database cluster itself, also where a run of tests has one to copy. */
  ownCluster?: boolean;
  /** It is given a certificate by `env`. */
  https?: boolean;
}

export const cliFile = join(packageRoot(), 'build/program/grundwacht.js');
export const adminPassword = 'correct horse battery staple';
/**
 * A test file whose time is over ends without its teardowns; a server that it leaves would slow down all that follow.
 * The channel between the two closes however the test ends.
 */
const stopsWithTest = `data:text/javascript,${encodeURIComponent(`
  // Threads load this, too, and have no channel.
  process.channel?.unref();
  process.once('disconnect', () => {
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
    process.kill(process.pid, 'SIGTERM');
  });`)}`;
/** On a machine that many runs share; a start takes two seconds. */
const startMs = 150_000;
const stopMs = 120_000;

/**
 * Starts the real server as a user would, on free ports and a fresh data folder, and waits until it is ready.
 * @throws Error with everything it printed when it does not become ready
 */
export async function startServer(t: Teardown, options: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'grundwacht-'));
  if (options.ownCluster !== true) copyCluster('migrated', dataDir);
  const ports = options.ports ?? { http: await freePort(), syslog: await freePort() };
  const child = spawn(
    ...nodeCommand(
      '--import',
      stopsWithTest,
      '--env-file',
      join(packageRoot(), 'deploy/runtime.env'),
      cliFile,
      'serve',
    ),
    {
      env: {
        ...process.env,
        GRUNDWACHT_DATA: dataDir,
        GRUNDWACHT_HTTP_PORT: String(ports.http),
        GRUNDWACHT_SYSLOG_PORT: String(ports.syslog),
        GRUNDWACHT_ADMIN_PASSWORD: adminPassword,
        ...options.env,
      },
      cwd: tmpdir(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    },
  );
  let printed = '';
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (text) => (printed += text));
  t.teardown(async () => {
    await end(child, 'SIGKILL', () => printed);
    await stopOrphan(dataDir);
    rmSync(dataDir, { recursive: true, force: true });
  });
  const url = `${options.https ? 'https' : 'http'}://127.0.0.1:${ports.http}`;
  await untilReady(child, url, () => printed);
  return {
    url,
    httpPort: ports.http,
    syslogPort: ports.syslog,
    adminPassword,
    dataDir,
    pid: child.pid!,
    output: () => printed,
    stop: () => end(child, 'SIGINT', () => printed),
    kill: async () => void (await end(child, 'SIGKILL', () => printed)),
  };
}

async function untilReady(child: ChildProcess, url: string, printed: () => string): Promise<void> {
  for (const deadline = Date.now() + startMs; Date.now() < deadline; await sleep(50)) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}:\n${printed()}`);
    const reply = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(startMs) }).catch(
      () => undefined,
    );
    if (reply?.status === 200) return;
  }
  throw new Error(`the server is not ready after ${startMs} ms:\n${printed()}`);
}

async function end(
  child: ChildProcess,
  signal: NodeJS.Signals,
  printed: () => string,
): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill(signal);
    await once(child, 'exit', { signal: AbortSignal.timeout(stopMs) }).catch((cause) => {
      child.kill('SIGKILL');
      throw new Error(`the server did not end ${stopMs} ms after ${signal}:\n${printed()}`, { cause });
    });
  }
  return child.exitCode;
}

/** The PostgreSQL of a killed server, so that no test leaves a process behind. */
async function stopOrphan(dataDir: string): Promise<void> {
  const pid = readPidFile(join(dataDir, 'postgres'))?.pid;
  if (pid === undefined || !isAlive(pid)) return;
  if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(dataDir)) return;
  process.kill(pid, 'SIGQUIT');
  while (isAlive(pid)) await sleep(20);
}

/** Below those that systems give to outgoing connections: no other test's connection takes one while a server restarts. */
const firstPort = 20_000;
const lastPort = 31_999;

/** @returns a port of 127.0.0.1 that is free for TCP now */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(firstPort, lastPort + 1);
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer().once('error', () => done(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => done(true)));
  });
}
