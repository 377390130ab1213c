import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What PostgreSQL notes in `postmaster.pid` of a running cluster. */
export interface PidFile {
  pid: number;
  port: number | undefined;
  ready: boolean;
}

/** @returns undefined when there is no readable pid file */
export function readPidFile(cluster: string): PidFile | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1) return undefined;
  const port = Number(lines[3]);
  return {
    pid,
    port: Number.isInteger(port) && port > 0 ? port : undefined,
    ready: lines[7]?.trim() === 'ready',
  };
}

/** @returns whether a process with this number exists */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A process number is given out again after a reboot: only a PostgreSQL of this very cluster counts as ours. */
export function isPostgresOf(pid: number, cluster: string): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return /postgres/.test(args[0] ?? '') && args.includes(cluster);
  } catch {
    return false;
  }
}
