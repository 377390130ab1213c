import type { Alert, AlertComment, SimilarAlerts } from '../../server/contract/alert.js';
import type { AlertReasons } from '../../server/contract/alert-reason.js';
import type { EntityFacts } from '../../server/contract/entity.js';
import { request } from './http.js';

const alertPath = (id: string): string => `alerts/${encodeURIComponent(id)}`;

export const getReasons = (id: string, signal?: AbortSignal): Promise<AlertReasons> =>
  request(`${alertPath(id)}/reasons`, { signal });

export const getSimilar = (id: string, signal?: AbortSignal): Promise<SimilarAlerts> =>
  request(`${alertPath(id)}/similar`, { signal });

export const setStep = (id: string, step: string, done: boolean): Promise<Alert> =>
  request(`${alertPath(id)}/steps/${step}`, { method: 'PUT', body: { done } });

export const addComment = (id: string, text: string): Promise<AlertComment> =>
  request(`${alertPath(id)}/comments`, { method: 'POST', body: { text } });

export const getEntity = (
  tenant: string,
  entity: { type: string; value: string },
  signal?: AbortSignal,
): Promise<EntityFacts> => request('entities', { query: { tenant, ...entity }, signal });
