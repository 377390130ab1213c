import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GrundwachtError } from './contract/errors.js';
import { letPass } from './postgres/account.js';
import { isAlive } from './postgres/pid-file.js';

/**
 * Makes the data folder and claims it for this process, so that two servers never share a journal or a database.
 * The claim of a killed process is taken over.
 * @returns gives the folder back
 * @throws GrundwachtError CONFLICT naming the process that holds it
 */
export function claimDataFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o750 });
  letPass(folder);
  const lock = join(folder, 'grundwacht.pid');
  for (;;) {
    try {
      writeFileSync(lock, `${process.pid}\n`, { flag: 'wx', mode: 0o644 });
      return () => rmSync(lock, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0;
    if (holder !== process.pid && holder > 1 && isAlive(holder) && isGrundwacht(holder)) {
      throw new GrundwachtError(
        'CONFLICT',
        `The data folder ${folder} is in use by a running Grundwacht (process ${holder}). Stop it or set GRUNDWACHT_DATA to another folder.`,
      );
    }
    rmSync(lock, { force: true });
  }
}

/** A process number is given out again after a reboot. Where /proc is absent, any living process counts. */
function isGrundwacht(pid: number): boolean {
  if (process.platform !== 'linux') return true;
  try {
    return /node|grundwacht/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false;
  }
}
