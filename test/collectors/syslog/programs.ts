import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** Programs write local times; the records are read in the same zone. */
export const zone = 'Europe/Berlin';
const env = { ...process.env, TZ: zone, LC_ALL: 'C.UTF-8' };

const run = promisify(execFile);

function onPath(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/sbin', '/sbin'];
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/**
 * syslog-ng conflicts with rsyslog in Debian, so that a machine has one of them installed at most; the other may be
 * unpacked (`dpkg -x`) into the folder that the environment variable SYSLOG_NG_ROOT names.
 */
const unpacked = process.env['SYSLOG_NG_ROOT'];

/** A loadable module of Debian's rsyslog packages (rsyslog-gnutls, rsyslog-openssl, rsyslog-relp, rsyslog-elasticsearch). */
function rsyslogModule(name: string): string | undefined {
  const folders = ['x86_64-linux-gnu', 'aarch64-linux-gnu', '.'].map(
    (folder) => `/usr/lib/${folder}/rsyslog`,
  );
  return folders.map((folder) => join(folder, `${name}.so`)).find((path) => existsSync(path));
}

/** A module of syslog-ng that comes in a package of its own (syslog-ng-mod-http). */
function syslogNgModule(name: string): string | undefined {
  const path = join(unpacked ?? '/', 'usr/lib/syslog-ng/3.38', `lib${name}.so`);
  return existsSync(path) ? path : undefined;
}

export const programs = {
  logger: onPath('logger'),
  openssl: onPath('openssl'),
  rsyslogd: onPath('rsyslogd'),
  'rsyslog-gnutls': rsyslogModule('lmnsd_gtls'),
  'rsyslog-openssl': rsyslogModule('lmnsd_ossl'),
  'rsyslog-relp': rsyslogModule('omrelp'),
  'rsyslog-elasticsearch': rsyslogModule('omelasticsearch'),
  'syslog-ng': unpacked === undefined ? onPath('syslog-ng') : join(unpacked, 'usr/sbin/syslog-ng'),
  'syslog-ng-http': syslogNgModule('http'),
};

/** @returns false, or why a test that needs the programs is skipped */
export function missing(...names: (keyof typeof programs)[]): string | false {
  const absent = names.filter((name) => programs[name] === undefined || !existsSync(programs[name]));
  return absent.length === 0 ? false : `not installed: ${absent.join(', ')}`;
}

/** Runs util-linux's logger. */
export async function logger(...args: string[]): Promise<void> {
  await run(programs.logger!, args, { env });
}

/** Starts a syslog daemon in the foreground and waits until its socket is there. */
async function daemon(
  command: string,
  args: string[],
  socket: string,
  extra: object = {},
): Promise<ChildProcess> {
  const child = spawn(command, args, { env: { ...env, ...extra }, stdio: ['ignore', 'inherit', 'inherit'] });
  for (let tries = 0; tries < 200 && child.exitCode === null; tries++) {
    if (
      await access(socket).then(
        () => true,
        () => false,
      )
    )
      return child;
    await sleep(50);
  }
  child.kill('SIGKILL');
  throw new Error(`${command} did not open ${socket}`);
}

/** Ends a child by its id. */
export async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
  await exit;
  clearTimeout(timer);
}

export const startRsyslog = (config: string, dir: string): Promise<ChildProcess> =>
  daemon(programs.rsyslogd!, ['-n', '-f', config, '-i', join(dir, 'rsyslog.pid')], join(dir, 'in.sock'));

export function startSyslogNg(config: string, dir: string): Promise<ChildProcess> {
  const own = [
    '-F',
    '--no-caps',
    '-f',
    config,
    '--pidfile',
    join(dir, 'pid'),
    '--persist-file',
    join(dir, 'persist'),
    '--control',
    join(dir, 'ctl'),
  ];
  if (unpacked === undefined) return daemon(programs['syslog-ng']!, own, join(dir, 'in.sock'));
  const libraries = join(unpacked, 'usr/lib/syslog-ng');
  const args = [...own, '--module-path', join(libraries, '3.38')];
  return daemon(programs['syslog-ng']!, args, join(dir, 'in.sock'), { LD_LIBRARY_PATH: libraries });
}
