import type {
  AuditAccess,
  AuditGrant,
  AuditGrantInput,
  AuditRecordInput,
  AuditRoom,
  AuditRoomFacts,
  AuditSample,
  AuditSampleDetail,
  SampleOrder,
  Worksheet,
} from '../../server/contract/audit-room.js';
import { apiBase, request } from './http.js';

interface Items<T> {
  items: T[];
}
const part = encodeURIComponent;
const room = (grant: string): string => `isms/audit-room/${part(grant)}`;

export const getGrants = (audit: string, signal?: AbortSignal): Promise<Items<AuditGrant>> =>
  request(`isms/audits/${part(audit)}/grants`, { signal });

export const createGrant = (audit: string, input: AuditGrantInput): Promise<AuditGrant> =>
  request(`isms/audits/${part(audit)}/grants`, { method: 'POST', body: input });

export const revokeGrant = (id: string): Promise<AuditGrant> =>
  request(`isms/audit-grants/${part(id)}/revoke`, { method: 'POST', body: {} });

export const getAccesses = (
  audit: string,
  signal?: AbortSignal,
): Promise<Items<AuditAccess> & { next: string | null }> =>
  request(`isms/audits/${part(audit)}/accesses`, { query: { limit: 1000 }, signal });

export const getRooms = (signal?: AbortSignal): Promise<Items<AuditRoom>> =>
  request('isms/audit-room', { signal });

export const getRoom = (grant: string, signal?: AbortSignal): Promise<AuditRoomFacts> =>
  request(room(grant), { signal });

export const getSamples = (grant: string, signal?: AbortSignal): Promise<Items<AuditSample>> =>
  request(`${room(grant)}/samples`, { signal });

export const drawSample = (grant: string, order: SampleOrder): Promise<AuditSample> =>
  request(`${room(grant)}/samples`, { method: 'POST', body: order });

export const getSample = (grant: string, sample: string, signal?: AbortSignal): Promise<AuditSampleDetail> =>
  request(`${room(grant)}/samples/${part(sample)}`, { signal });

export const addRecord = (grant: string, sample: string, input: AuditRecordInput): Promise<AuditSample> =>
  request(`${room(grant)}/samples/${part(sample)}/records`, { method: 'POST', body: input });

export const getWorksheet = (
  grant: string,
  requirement: string,
  scope: string,
  signal?: AbortSignal,
): Promise<Worksheet> => request(`${room(grant)}/requirement`, { query: { requirement, scope }, signal });

/** @returns where a browser saves the file of an item of evidence from */
export const roomFileAddress = (grant: string, evidence: string): string =>
  new URL(`${room(grant)}/evidence/${part(evidence)}/file`, apiBase).href;
