import type { CollectorInputs } from '../../server/contract/collector-inputs.js';
import type { Collector } from '../../server/contract/identity.js';
import { request } from './http.js';

export const getCollectors = (signal?: AbortSignal): Promise<{ items: Collector[] }> =>
  request('collectors', { signal });

/** @returns the collector and its token, which is given out this once */
export const createCollector = (id: string): Promise<{ collector: Collector; token: string }> =>
  request('collectors', { method: 'POST', body: { id } });

export const revokeCollector = (id: string): Promise<void> =>
  request(`collectors/${encodeURIComponent(id)}`, { method: 'DELETE' });

/** What a collector is to collect; `version` goes back with a change. */
export interface WantedInputs {
  version: number;
  inputs: CollectorInputs;
  by: string | null;
  at: string | null;
}

const inputsOf = (id: string): string => `collectors/${encodeURIComponent(id)}/inputs`;

export const getInputs = (id: string, signal?: AbortSignal): Promise<WantedInputs> =>
  request(inputsOf(id), { signal });

/** @param inputs of any shape: the server checks them and says where they are wrong */
export const setInputs = (id: string, version: number, inputs: unknown): Promise<WantedInputs> =>
  request(inputsOf(id), { method: 'PUT', body: { version, inputs } });
