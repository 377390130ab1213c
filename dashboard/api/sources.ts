import type { SourceDetail, SourceSkew, SourceSummary } from '../../server/contract/source.js';
import { request } from './http.js';

export interface Items<T> {
  items: T[];
}

export const getSourceSummaries = (signal?: AbortSignal): Promise<Items<SourceSummary>> =>
  request('sources/summary', { signal });

export const getSourceSkews = (signal?: AbortSignal): Promise<Items<SourceSkew>> =>
  request('sources/skew', { signal });

export const getSource = (tenant: string, name: string, signal?: AbortSignal): Promise<SourceDetail> =>
  request('sources/detail', { query: { tenant, name }, signal });
