import type {
  Measure,
  MeasureBulk,
  MeasureInput,
  NewMeasure,
  PlanEntry,
  PlanOverview,
  PlanSubject,
} from '../../server/contract/plan.js';
import { type Parameters, request } from './http.js';
import type { DomainRef } from './structure.js';

const part = encodeURIComponent;
const at = ({ tenant, domain }: DomainRef) => ({ tenant, domain });

export interface MeasurePage {
  items: Measure[];
  next: string | null;
}

export const getPlanOverview = (ref: DomainRef, signal?: AbortSignal): Promise<PlanOverview> =>
  request('isms/plan-overview', { query: at(ref), signal });

/** @param filter as the query parameters of the call */
export const getMeasures = (ref: DomainRef, filter: Parameters, signal?: AbortSignal): Promise<MeasurePage> =>
  request('isms/measures', { query: { ...at(ref), ...filter }, signal });

/** Changes of one risk, measure or control, the latest first. */
export const getPlanHistory = (
  ref: DomainRef,
  subject: PlanSubject,
  id: string,
  signal?: AbortSignal,
): Promise<{ items: PlanEntry[] }> =>
  request('isms/plan-history', { query: { ...at(ref), subject, id }, signal });

export const createMeasure = (ref: DomainRef, input: NewMeasure): Promise<Measure> =>
  request('isms/measures', { method: 'POST', query: at(ref), body: input });

export const updateMeasure = ({ id, version }: Measure, input: MeasureInput): Promise<Measure> =>
  request(`isms/measures/${part(id)}`, { method: 'PUT', body: { ...input, version } });

export const updateMeasures = (input: MeasureBulk): Promise<{ changed: number }> =>
  request('isms/measures/bulk', { method: 'POST', body: input });

export const deleteMeasure = ({ id, version }: Measure): Promise<void> =>
  request(`isms/measures/${part(id)}`, { method: 'DELETE', query: { version } });
