import type { PackageRelease } from '../../server/contract/audit-package.js';
import type {
  AuditAccess,
  AuditGrant,
  AuditGrantInput,
  AuditRecordInput,
  AuditRoom,
  AuditRoomFacts,
  AuditSample,
  AuditSampleDetail,
  RoomEvidenceDetail,
  RoomRecord,
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

/** Samples of an audit, for those who manage it. */
export const getAuditSamples = (audit: string, signal?: AbortSignal): Promise<Items<AuditSample>> =>
  request(`isms/audits/${part(audit)}/samples`, { signal });

export const getReleases = (audit: string, signal?: AbortSignal): Promise<Items<PackageRelease>> =>
  request(`isms/audits/${part(audit)}/packages`, { signal });

export const releasePackage = (audit: string, id: string): Promise<PackageRelease> =>
  request(`isms/audits/${part(audit)}/packages`, { method: 'POST', body: { package: id } });

export const withdrawRelease = (id: string): Promise<PackageRelease> =>
  request(`isms/package-releases/${part(id)}/withdraw`, { method: 'POST', body: {} });

export const getRoomPackages = (grant: string, signal?: AbortSignal): Promise<Items<PackageRelease>> =>
  request(`${room(grant)}/packages`, { signal });

/** @returns where a browser saves a released package from */
export const roomPackageAddress = (grant: string, release: string): string =>
  new URL(`${room(grant)}/packages/${part(release)}/file`, apiBase).href;

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

/** What was recorded in the room. */
export const getRoomRecords = (grant: string, signal?: AbortSignal): Promise<Items<RoomRecord>> =>
  request(`${room(grant)}/records`, { signal });

/** @returns where a browser saves what was recorded from */
export const roomRecordsAddress = (grant: string): string =>
  new URL(`${room(grant)}/records/export`, apiBase).href;

export const getWorksheet = (
  grant: string,
  requirement: string,
  scope: string,
  signal?: AbortSignal,
): Promise<Worksheet> => request(`${room(grant)}/requirement`, { query: { requirement, scope }, signal });

export const getRoomEvidence = (
  grant: string,
  evidence: string,
  signal?: AbortSignal,
): Promise<RoomEvidenceDetail> => request(`${room(grant)}/evidence/${part(evidence)}`, { signal });

/** @returns where a browser shows the file of an item of evidence from */
export const roomViewAddress = (grant: string, evidence: string): string =>
  new URL(`${room(grant)}/evidence/${part(evidence)}/view`, apiBase).href;

/** @returns where a browser saves the file of an item of evidence from */
export const roomFileAddress = (grant: string, evidence: string): string =>
  new URL(`${room(grant)}/evidence/${part(evidence)}/file`, apiBase).href;
