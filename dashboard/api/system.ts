import type { SystemHealth } from '../../server/contract/system.js';
import { request } from './http.js';

export const getSystem = (signal?: AbortSignal): Promise<SystemHealth> => request('system', { signal });

/** Answers when the backup is made. */
export const makeBackup = (): Promise<{ name: string; faults: string[] }> =>
  request('system/backups', { method: 'POST' });
