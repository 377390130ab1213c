import type {
  DeletionPage,
  LegalHold,
  LegalHoldInput,
  RetentionChange,
  RetentionOverview,
  RetentionState,
} from '../../server/contract/retention.js';
import { request } from './http.js';

export const getRetention = (tenant: string, signal?: AbortSignal): Promise<RetentionOverview> =>
  request('retention', { query: { tenant }, signal });

export const changeRetention = (tenant: string, body: RetentionChange): Promise<RetentionState> =>
  request('retention/policy', { method: 'PUT', query: { tenant }, body });

export const setHold = (tenant: string, body: LegalHoldInput): Promise<LegalHold> =>
  request('retention/holds', { method: 'POST', query: { tenant }, body });

export const liftHold = (tenant: string, id: string, reason: string): Promise<LegalHold> =>
  request(`retention/holds/${encodeURIComponent(id)}/lift`, {
    method: 'POST',
    query: { tenant },
    body: { reason },
  });

export const getDeletions = (tenant: string, cursor?: string, signal?: AbortSignal): Promise<DeletionPage> =>
  request('retention/deletions', { query: { tenant, cursor }, signal });
