import type { ManagementView } from '../../server/contract/management.js';
import type {
  AskedRequirements,
  Attention,
  ComplianceTrend,
  HeatMap,
  ObjectHeatMap,
} from '../../server/contract/overview.js';
import type { EditionRef } from './check.js';
import { type Parameters, request } from './http.js';
import type { DomainRef } from './structure.js';

export const getAttention = (ref: EditionRef, signal?: AbortSignal): Promise<Attention> =>
  request('isms/compliance/attention', { query: { ...ref }, signal });

export const getHeatMap = (ref: EditionRef, profile: string, signal?: AbortSignal): Promise<HeatMap> =>
  request('isms/compliance/heat-map', { query: { ...ref, profile }, signal });

/** @param page q, limit, offset */
export const getObjectHeatMap = (
  ref: EditionRef,
  profile: string,
  page: Parameters,
  signal?: AbortSignal,
): Promise<ObjectHeatMap> =>
  request('isms/compliance/objects', { query: { ...ref, profile, ...page }, signal });

/** @param filter as the query parameters of the call */
export const getAskedRequirements = (
  ref: EditionRef,
  filter: Parameters,
  signal?: AbortSignal,
): Promise<AskedRequirements> =>
  request('isms/compliance/requirements', { query: { ...ref, ...filter }, signal });

export const getTrend = (
  ref: EditionRef,
  query: { profile: string; layer?: string | undefined; days: number },
  signal?: AbortSignal,
): Promise<ComplianceTrend> => request('isms/compliance/trend', { query: { ...ref, ...query }, signal });

export const getManagement = (ref: DomainRef, signal?: AbortSignal): Promise<ManagementView> =>
  request('isms/management', { query: { tenant: ref.tenant, domain: ref.domain }, signal });
