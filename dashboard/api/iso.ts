import type {
  Audit,
  AuditInput,
  Finding,
  FindingInput,
  Statement,
  StatementDetail,
  StatementInput,
} from '../../server/contract/iso.js';
import { request } from './http.js';
import type { DomainRef } from './structure.js';

interface Items<T> {
  items: T[];
}
const part = encodeURIComponent;
const at = ({ tenant, domain }: DomainRef) => ({ tenant, domain });

export const getStatements = (ref: DomainRef, signal?: AbortSignal): Promise<Items<Statement>> =>
  request('isms/soa', { query: at(ref), signal });

export const getStatement = (
  ref: DomainRef,
  control: string,
  signal?: AbortSignal,
): Promise<StatementDetail> => request(`isms/soa/${part(control)}`, { query: at(ref), signal });

export const setStatement = (
  ref: DomainRef,
  { control, version }: Statement,
  input: StatementInput,
): Promise<StatementDetail> =>
  request(`isms/soa/${part(control)}`, { method: 'PUT', query: at(ref), body: { ...input, version } });

export const getAudits = (ref: DomainRef, signal?: AbortSignal): Promise<Items<Audit>> =>
  request('isms/audits', { query: at(ref), signal });

export const getAudit = (id: string, signal?: AbortSignal): Promise<Audit> =>
  request(`isms/audits/${part(id)}`, { signal });

export const createAudit = (ref: DomainRef, input: AuditInput): Promise<Audit> =>
  request('isms/audits', { method: 'POST', query: at(ref), body: input });

export const updateAudit = ({ id, version }: Audit, input: AuditInput): Promise<Audit> =>
  request(`isms/audits/${part(id)}`, { method: 'PUT', body: { ...input, version } });

export const getFindings = (audit: string, signal?: AbortSignal): Promise<Items<Finding>> =>
  request(`isms/audits/${part(audit)}/findings`, { signal });

export const createFinding = (audit: string, input: FindingInput): Promise<Finding> =>
  request(`isms/audits/${part(audit)}/findings`, { method: 'POST', body: input });

export const updateFinding = ({ id, version }: Finding, input: FindingInput): Promise<Finding> =>
  request(`isms/findings/${part(id)}`, { method: 'PUT', body: { ...input, version } });
