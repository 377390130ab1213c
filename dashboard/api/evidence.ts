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
  state?: Evidence['state'] | undefined;
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

/** @returns where a browser saves the file of a version from */
export function evidenceFileAddress(id: string, version?: number): string {
  return new URL(`isms/evidence/${part(id)}/file${queryString({ version })}`, apiBase).href;
}

export const getLog = (tenant: string, signal?: AbortSignal): Promise<LogState> =>
  request('log', { query: { tenant }, signal });

export const signHead = (tenant: string): Promise<TreeHead> =>
  request('log/heads', { method: 'POST', query: { tenant } });

/** @returns an audit package */
export async function makeAuditPackage(ref: DomainRef, order: AuditPackageOrder): Promise<Blob> {
  const body = new Blob([JSON.stringify(order)], { type: 'application/json' });
  const response = await requestBytes('isms/audit-packages', { query: at(ref), body });
  return response.blob();
}
