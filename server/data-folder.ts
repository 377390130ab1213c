import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from './journal/lock.js';
import { letPass } from './postgres/account.js';

/**
 * Makes the data folder and claims it for this process, so that two servers never share a journal or a database.
 * The claim of a killed process is taken over.
 * @returns gives the folder back
 * @throws GrundwachtError CONFLICT naming the process that holds it
 */
export async function claimDataFolder(folder: string): Promise<() => Promise<void>> {
  const made = mkdirSync(folder, { recursive: true });
  if (made !== undefined) chmodSync(folder, 0o750);
  letPass(folder);
  // What was collected is for this account alone, whatever the umask says.
  for (const part of ['journal', 'events', 'rules', 'evidence', 'exports', 'scans']) {
    mkdirSync(join(folder, part), { recursive: true });
    chmodSync(join(folder, part), 0o700);
  }
  return lockFolder(folder);
}
