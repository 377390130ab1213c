import type { Static } from 'typebox';
import type {
  Hunt,
  HuntRequest,
  IndicatorHitPage,
  IndicatorImportReport,
  IndicatorImportRequest,
  IndicatorList,
  IndicatorListChange,
  IndicatorPage,
} from '../../server/contract/indicator.js';
import { request } from './http.js';

export type HitPage = Static<typeof IndicatorHitPage>;
export type ValuePage = Static<typeof IndicatorPage>;

const of = (list: string, name = ''): string => `indicators/${encodeURIComponent(list)}${name}`;

export const getIndicatorLists = (
  tenant: string,
  signal?: AbortSignal,
): Promise<{ items: IndicatorList[] }> => request('indicators', { query: { tenant }, signal });

export const getIndicatorList = (
  tenant: string,
  list: string,
  signal?: AbortSignal,
): Promise<IndicatorList> => request(of(list), { query: { tenant }, signal });

export const getIndicatorValues = (
  tenant: string,
  list: string,
  { q, cursor }: { q: string; cursor: string | undefined },
  signal?: AbortSignal,
): Promise<ValuePage> => request(of(list, '/values'), { query: { tenant, q, cursor, limit: 100 }, signal });

export const getIndicatorHits = (
  tenant: string,
  list: string,
  cursor?: string,
  signal?: AbortSignal,
): Promise<HitPage> => request(of(list, '/hits'), { query: { tenant, cursor, limit: 100 }, signal });

export const getHunts = (tenant: string, list: string, signal?: AbortSignal): Promise<{ items: Hunt[] }> =>
  request(of(list, '/hunts'), { query: { tenant }, signal });

export const importIndicators = (
  tenant: string,
  body: IndicatorImportRequest,
): Promise<IndicatorImportReport> =>
  request('indicators/import', { method: 'POST', query: { tenant }, body });

export const changeIndicatorList = (
  tenant: string,
  list: string,
  body: IndicatorListChange,
): Promise<IndicatorList> => request(of(list), { method: 'PATCH', query: { tenant }, body });

export const removeIndicatorList = (tenant: string, list: string): Promise<void> =>
  request(of(list), { method: 'DELETE', query: { tenant } });

export const startHunt = (tenant: string, list: string, body: HuntRequest): Promise<Hunt> =>
  request(of(list, '/hunts'), { method: 'POST', query: { tenant }, body });

export const cancelHunt = (tenant: string, hunt: string): Promise<Hunt> =>
  request(`hunts/${encodeURIComponent(hunt)}`, { method: 'DELETE', query: { tenant } });
