import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';

/** How to start a program so that it does not run as root (PostgreSQL refuses to). */
export interface Account {
  uid: number | undefined;
  gid: number | undefined;
  /** Changes the account instead of uid and gid: program and arguments to put before the command. */
  prefix: string[];
}

const names = ['grundwacht', 'postgres'];

/**
 * Chooses the account for PostgreSQL: this process's own, or, as root, the system user `grundwacht` or
 * `postgres` (made when both are missing).
 * @param owned folders that the account has to own; their mode stays private
 * @param reachable paths that the account has to reach
 * @throws GrundwachtError DATABASE_UNAVAILABLE naming the folder in the way and what to do
 */
export function accountFor(owned: string[], reachable: string[]): Account {
  if (process.getuid?.() !== 0) return { uid: undefined, gid: undefined, prefix: [] };
  const { uid, gid } = findUser() ?? createUser();
  for (const folder of owned) chownSync(folder, uid, gid);
  const barred = [...owned, ...reachable]
    .map((path) => barrier(path, uid, gid))
    .find((path) => path !== undefined);
  if (barred === undefined) return { uid, gid, prefix: [] };
  return { uid, gid, prefix: searchOnly(uid, gid, barred) };
}

/** Lets others pass through a folder of our own without listing it. */
export function letPass(folder: string): void {
  if (process.getuid?.() !== 0) return;
  const { mode, uid } = statSync(folder);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(folder, (mode & 0o777) | 0o011);
}

function findUser(): { uid: number; gid: number } | undefined {
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const row = names.map((name) => rows.find((r) => r[0] === name)).find((r) => r !== undefined);
  return row && { uid: Number(row[2]), gid: Number(row[3]) };
}

function createUser(): { uid: number; gid: number } {
  const made = spawnSync('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    names[0]!,
  ]);
  const user = findUser();
  if (user) return user;
  throw new GrundwachtError(
    'DATABASE_UNAVAILABLE',
    `PostgreSQL does not run as root and the system user "${names[0]}" could not be made ` +
      `(${made.stderr?.toString().trim() || made.error?.message}). Run Grundwacht as an ordinary user or set DATABASE_URL.`,
  );
}

/** @returns the first folder above `path` that the account may not pass through */
function barrier(path: string, uid: number, gid: number): string | undefined {
  const folders: string[] = [];
  for (let at = dirname(resolve(path)); ; at = dirname(at)) {
    folders.unshift(at);
    if (at === dirname(at)) break;
  }
  return folders.find((folder) => {
    const stat = statSync(folder);
    const bit = stat.uid === uid ? 0o100 : stat.gid === gid ? 0o010 : 0o001;
    return (stat.mode & bit) === 0;
  });
}

/**
 * A checkout below a private folder (such as /root) is out of reach of another account. Rather than opening that
 * folder for everybody, PostgreSQL gets the one capability to pass through it.
 */
function searchOnly(uid: number, gid: number, barred: string): string[] {
  const prefix = [
    'setpriv',
    `--reuid=${uid}`,
    `--regid=${gid}`,
    '--clear-groups',
    '--inh-caps=+dac_read_search',
    '--ambient-caps=+dac_read_search',
    '--',
  ];
  if (spawnSync(prefix[0]!, [...prefix.slice(1), 'true']).status === 0) return prefix;
  throw new GrundwachtError(
    'DATABASE_UNAVAILABLE',
    `PostgreSQL does not run as root, and the account ${uid} may not pass through ${barred}. ` +
      'Move Grundwacht out of that folder, run it as an ordinary user, or set DATABASE_URL.',
  );
}
