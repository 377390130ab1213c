import type {
  ExportJob,
  ExportKind,
  ExportList,
  ExportOrder,
  Guideline,
  GuidelineInput,
} from '../../server/contract/report.js';
import { apiBase, request } from './http.js';
import type { DomainRef } from './structure.js';

interface Items<T> {
  items: T[];
}
const part = encodeURIComponent;
const at = ({ tenant, domain }: DomainRef) => ({ tenant, domain });

export const getExportKinds = (signal?: AbortSignal): Promise<Items<ExportKind>> =>
  request('isms/export-kinds', { signal });

export const getExports = (ref: DomainRef, signal?: AbortSignal): Promise<ExportList> =>
  request('isms/exports', { query: at(ref), signal });

export const orderExport = (ref: DomainRef, order: ExportOrder): Promise<ExportJob> =>
  request('isms/exports', { method: 'POST', query: at(ref), body: order });

export const cancelExport = (id: string): Promise<ExportJob> =>
  request(`isms/exports/${part(id)}/cancel`, { method: 'POST' });

export const removeExport = (id: string): Promise<void> =>
  request(`isms/exports/${part(id)}`, { method: 'DELETE' });

/** @returns address of the file of an export */
export const exportFileAddress = (id: string): string =>
  new URL(`isms/exports/${part(id)}/file`, apiBase).href;

export const getGuidelines = (ref: DomainRef, signal?: AbortSignal): Promise<Items<Guideline>> =>
  request('isms/guidelines', { query: at(ref), signal });

export const createGuideline = (ref: DomainRef, input: GuidelineInput): Promise<Guideline> =>
  request('isms/guidelines', { method: 'POST', query: at(ref), body: input });

export const updateGuideline = ({ id, version }: Guideline, input: GuidelineInput): Promise<Guideline> =>
  request(`isms/guidelines/${part(id)}`, { method: 'PUT', body: { ...input, version } });

export const deleteGuideline = ({ id, version }: Guideline): Promise<void> =>
  request(`isms/guidelines/${part(id)}`, { method: 'DELETE', query: { version } });
