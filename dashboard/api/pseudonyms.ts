import type { Static } from 'typebox';
import type {
  CeremonyReply,
  LookupReply,
  PassphraseChange,
  PseudonymAcceptance,
  PseudonymMode,
  PseudonymProposalInput,
  Reveal,
  RevealApproval,
  Revealed,
  RevealInput,
  RevealReport,
  SubjectAccessInput,
} from '../../server/contract/pseudonym.js';
import { apiBase, queryString, request, requestBytes } from './http.js';

const of = (tenant: string) => ({ query: { tenant } });

export const getPseudonymMode = (tenant: string, signal?: AbortSignal): Promise<PseudonymMode> =>
  request('pseudonyms', { ...of(tenant), signal });

export const proposeMode = (tenant: string, body: PseudonymProposalInput): Promise<CeremonyReply> =>
  request('pseudonyms/proposal', { method: 'PUT', ...of(tenant), body });

export const acceptProposal = (tenant: string, body: PseudonymAcceptance): Promise<CeremonyReply> =>
  request('pseudonyms/proposal/accept', { method: 'POST', ...of(tenant), body });

export const withdrawProposal = (tenant: string): Promise<PseudonymMode> =>
  request('pseudonyms/proposal', { method: 'DELETE', ...of(tenant) });

export const changePassphrase = (tenant: string, body: Static<typeof PassphraseChange>): Promise<void> =>
  request('pseudonyms/passphrase', { method: 'PUT', ...of(tenant), body });

export const lookUp = (tenant: string, body: { value: string; reason: string }): Promise<LookupReply> =>
  request('pseudonyms/lookup', { method: 'POST', ...of(tenant), body });

export const getSubjectAccess = (tenant: string, body: SubjectAccessInput): Promise<Response> =>
  requestBytes('pseudonyms/subject-access', {
    query: { tenant },
    body: new Blob([JSON.stringify(body)], { type: 'application/json' }),
  });

export const getReveals = (tenant: string, signal?: AbortSignal): Promise<{ items: Reveal[] }> =>
  request('reveals', { ...of(tenant), signal });

export const requestReveal = (tenant: string, body: RevealInput): Promise<Reveal> =>
  request('reveals', { method: 'POST', ...of(tenant), body });

const act = <T>(tenant: string, id: string, verb: string, body: object): Promise<T> =>
  request(`reveals/${encodeURIComponent(id)}/${verb}`, { method: 'POST', ...of(tenant), body });

export const approveReveal = (tenant: string, id: string, body: RevealApproval): Promise<Reveal> =>
  act(tenant, id, 'approve', body);

export const refuseReveal = (tenant: string, id: string, reason: string): Promise<Reveal> =>
  act(tenant, id, 'refuse', { reason });

export const viewReveal = (tenant: string, id: string, passphrase: string): Promise<Revealed> =>
  act(tenant, id, 'view', { passphrase });

export const getRevealReport = (tenant: string, month: string, signal?: AbortSignal): Promise<RevealReport> =>
  request('reveals/report', { query: { tenant, month }, signal });

/** @returns where the report lies as CSV */
export const reportAddress = (tenant: string, month: string): string =>
  new URL(`reveals/report/export${queryString({ tenant, month })}`, apiBase).href;
