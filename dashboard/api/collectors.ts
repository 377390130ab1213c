import type { Collector } from '../../server/contract/identity.js';
import { request } from './http.js';

export const getCollectors = (signal?: AbortSignal): Promise<{ items: Collector[] }> =>
  request('collectors', { signal });

/** @returns the collector and its token, which is given out this once */
export const createCollector = (id: string): Promise<{ collector: Collector; token: string }> =>
  request('collectors', { method: 'POST', body: { id } });

export const revokeCollector = (id: string): Promise<void> =>
  request(`collectors/${encodeURIComponent(id)}`, { method: 'DELETE' });
