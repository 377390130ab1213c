import { readFileSync } from 'node:fs';
import { link, open, readFile, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { GrundwachtError } from '../contract/errors.js';

/**
 * Makes this process the only writer of a folder, by a file `lock` that holds the process id and its start
 * time. A lock whose process is gone (kill -9, reboot) is taken over; the start time tells a process from a
 * later one with the same id, as happens in containers, where the id is always 1.
 * @returns function that gives the lock back
 * @throws GrundwachtError CONFLICT when a living process holds it; Error of the system
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const path = join(folder, 'lock');
  const own = identityOf(process.pid) ?? String(process.pid);
  for (;;) {
    if (await createLock(path, own)) return () => rm(path, { force: true });
    const holder = await readFile(path, 'utf8').catch(ifGone);
    if (holder === undefined) continue;
    if (isAlive(holder)) {
      throw new GrundwachtError(
        'CONFLICT',
        `${folder} is in use by process ${holder.split(' ')[0]} (${path}); stop that process first`,
      );
    }
    await removeStale(path, holder);
  }
}

async function createLock(path: string, content: string): Promise<boolean> {
  // Written aside and linked, so that nobody ever reads a lock without its content.
  const aside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  const handle = await open(aside, 'wx');
  try {
    await handle.writeFile(content);
    await link(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await handle.close();
    await unlink(aside);
  }
}

/** Another process may have taken the stale lock over since it was read: then its lock is put back. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${process.pid}.stale`;
  try {
    await rename(path, aside);
    if ((await readFile(aside, 'utf8')) !== stale) await link(aside, path).catch(() => {});
  } catch (error) {
    ifGone(error);
  }
  await rm(aside, { force: true });
}

/** Its holder gave it back meanwhile. */
function ifGone(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}

function isAlive(holder: string): boolean {
  const pid = Number(holder.split(' ')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const now = identityOf(pid);
  return now === undefined || now === holder;
}

/** @returns `<pid> <start time in clock ticks since boot> <boot id>`, or undefined without /proc */
function identityOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the second field may hold spaces and brackets; the start time is field 22.
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
    return `${pid} ${started} ${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}`;
  } catch {
    return undefined;
  }
}
