import type {
  WibaCarryOver,
  WibaCarryOverResult,
  WibaInput,
  WibaProposal,
  WibaTopic,
} from '../../server/contract/migration.js';
import { request } from './http.js';
import type { DomainRef } from './structure.js';

export interface Items<T> {
  items: T[];
}

export const getWiba = (tenant: string, signal?: AbortSignal): Promise<Items<WibaTopic>> =>
  request('isms/wiba', { query: { tenant }, signal });

export const answerWiba = (tenant: string, question: string, input: WibaInput): Promise<void> =>
  request(`isms/wiba/${encodeURIComponent(question)}`, { method: 'PUT', query: { tenant }, body: input });

export const getWibaProposals = (
  { tenant, domain }: DomainRef,
  signal?: AbortSignal,
): Promise<Items<WibaProposal>> => request('isms/wiba/proposals', { query: { tenant, domain }, signal });

export const carryOverWiba = (
  { tenant, domain }: DomainRef,
  body: WibaCarryOver,
): Promise<WibaCarryOverResult> =>
  request('isms/wiba/carry-over', { method: 'POST', query: { tenant, domain }, body });
