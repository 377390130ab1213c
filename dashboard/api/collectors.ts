import type { CollectorInputs } from '../../server/contract/collector-inputs.js';
import type { Collector } from '../../server/contract/identity.js';
import { request } from './http.js';

export const getCollectors = (signal?: AbortSignal): Promise<{ items: Collector[] }> =>
  request('collectors', { signal });

/** A collector and its token where it has one, which is given out this once. */
export interface IssuedCollector {
  collector: Collector;
  token?: string;
}

export const createCollector = (collector: {
  id: string;
  networks: string[];
  /** PEM; without it a token is made. */
  certificate?: string;
}): Promise<IssuedCollector> => request('collectors', { method: 'POST', body: collector });

export const setNetworks = (id: string, networks: string[]): Promise<Collector> =>
  request(`collectors/${encodeURIComponent(id)}`, { method: 'PATCH', body: { networks } });

/** @param credential certificate: PEM; without it a token is made */
export const giveCredential = (
  id: string,
  credential: { certificate?: string; overlap_hours: number },
): Promise<IssuedCollector> =>
  request(`collectors/${encodeURIComponent(id)}/credentials`, { method: 'POST', body: credential });

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
