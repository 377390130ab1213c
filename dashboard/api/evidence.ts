import type { AuditPackage } from '../../server/contract/audit-package.js';
import type { EvidenceDisplay } from '../../server/contract/audit-room.js';
import type {
  AuditPackageOrder,
  Evidence,
  EvidenceFile,
  EvidenceInput,
  EvidencePage,
  EvidenceVersion,
  LogState,
  TreeHead,
} from '../../server/contract/evidence.js';
import { apiBase, queryString, request, requestBytes } from './http.js';
import type { DomainRef } from './structure.js';

export interface EvidenceFilter {
  q?: string | undefined;
  state?: readonly Evidence['state'][] | undefined;
  requirement?: string | undefined;
  target_object?: string | undefined;
  limit: number;
  cursor?: string | null;
}

const part = encodeURIComponent;
const at = ({ tenant, domain }: DomainRef) => ({ tenant, domain });

export const listEvidence = (
  ref: DomainRef,
  filter: EvidenceFilter,
  signal?: AbortSignal,
): Promise<EvidencePage> => request('isms/evidence', { query: { ...at(ref), ...filter }, signal });

export const getEvidence = (id: string, signal?: AbortSignal): Promise<Evidence> =>
  request(`isms/evidence/${part(id)}`, { signal });

export const getEvidenceVersions = (
  id: string,
  signal?: AbortSignal,
): Promise<{ items: EvidenceVersion[] }> => request(`isms/evidence/${part(id)}/versions`, { signal });

export const createEvidence = (ref: DomainRef, input: EvidenceInput): Promise<Evidence> =>
  request('isms/evidence', { method: 'POST', query: at(ref), body: input });

export const updateEvidence = ({ id, version }: Evidence, input: EvidenceInput): Promise<Evidence> =>
  request(`isms/evidence/${part(id)}`, { method: 'PUT', body: { ...input, version } });

export const withdrawEvidence = ({ id, version }: Evidence, reason: string): Promise<Evidence> =>
  request(`isms/evidence/${part(id)}/withdraw`, { method: 'POST', body: { version, reason } });

export async function uploadEvidenceFile(ref: DomainRef, file: File): Promise<EvidenceFile> {
  const query = { ...at(ref), name: file.name };
  const response = await requestBytes('isms/evidence/files', { query, body: file });
  return (await response.json()) as EvidenceFile;
}

export const getEvidenceDisplay = (id: string, signal?: AbortSignal): Promise<EvidenceDisplay> =>
  request(`isms/evidence/${part(id)}/display`, { signal });

/** @returns where the file of an item is given out to be shown */
export const evidenceViewAddress = (id: string): string =>
  new URL(`isms/evidence/${part(id)}/view`, apiBase).href;

/** @returns where a browser saves the file of a version from */
export function evidenceFileAddress(id: string, version?: number): string {
  return new URL(`isms/evidence/${part(id)}/file${queryString({ version })}`, apiBase).href;
}

export const getLog = (tenant: string, signal?: AbortSignal): Promise<LogState> =>
  request('log', { query: { tenant }, signal });

export const signHead = (tenant: string): Promise<TreeHead> =>
  request('log/heads', { method: 'POST', query: { tenant } });

export const orderAuditPackage = (ref: DomainRef, order: AuditPackageOrder): Promise<AuditPackage> =>
  request('isms/audit-packages', { method: 'POST', query: at(ref), body: order });

export const getAuditPackages = (ref: DomainRef, signal?: AbortSignal): Promise<{ items: AuditPackage[] }> =>
  request('isms/audit-packages', { query: at(ref), signal });
