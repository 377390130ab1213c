import { chmodSync, mkdirSync } from 'node:fs';
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
  return lockFolder(folder);
}
