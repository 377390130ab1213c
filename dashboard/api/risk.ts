import type {
  OwnThreatInput,
  Risk,
  RiskInput,
  RiskMatrix,
  RiskMatrixInput,
  RiskOverview,
  RiskThreat,
  ThreatProposals,
} from '../../server/contract/risk.js';
import { request } from './http.js';
import type { DomainRef } from './structure.js';

interface Items<T> {
  items: T[];
}
const part = encodeURIComponent;
const at = ({ tenant, domain }: DomainRef) => ({ tenant, domain });

export const getRiskMatrix = (ref: DomainRef, signal?: AbortSignal): Promise<RiskMatrix> =>
  request('isms/risk-matrix', { query: at(ref), signal });

export const setRiskMatrix = (ref: DomainRef, input: RiskMatrixInput, version: number): Promise<RiskMatrix> =>
  request('isms/risk-matrix', { method: 'PUT', query: at(ref), body: { ...input, version } });

export const getRiskOverview = (ref: DomainRef, signal?: AbortSignal): Promise<RiskOverview> =>
  request('isms/risk-overview', { query: at(ref), signal });

export const getRiskThreats = (ref: DomainRef, signal?: AbortSignal): Promise<Items<RiskThreat>> =>
  request('isms/risk-threats', { query: at(ref), signal });

export const createOwnThreat = (ref: DomainRef, input: OwnThreatInput): Promise<RiskThreat> =>
  request('isms/risk-threats', { method: 'POST', query: at(ref), body: input });

export const updateOwnThreat = (
  ref: DomainRef,
  { id, version }: RiskThreat,
  input: OwnThreatInput,
): Promise<RiskThreat> =>
  request(`isms/risk-threats/${part(id)}`, { method: 'PUT', query: at(ref), body: { ...input, version } });

/** Refused while a risk names it. */
export const deleteOwnThreat = (ref: DomainRef, { id, version }: RiskThreat): Promise<void> =>
  request(`isms/risk-threats/${part(id)}`, { method: 'DELETE', query: { ...at(ref), version } });

export const getThreatProposals = (object: string, signal?: AbortSignal): Promise<ThreatProposals> =>
  request(`isms/target-objects/${part(object)}/threat-proposals`, { signal });

export const getRisks = (object: string, signal?: AbortSignal): Promise<Items<Risk>> =>
  request(`isms/target-objects/${part(object)}/risks`, { signal });

export const getDomainRisks = (ref: DomainRef, signal?: AbortSignal): Promise<Items<Risk>> =>
  request('isms/risks', { query: at(ref), signal });

export const addRisks = (object: string, threats: readonly string[]): Promise<Items<Risk>> =>
  request(`isms/target-objects/${part(object)}/risks`, { method: 'POST', body: { threats } });

export const updateRisk = ({ id, version }: Risk, input: RiskInput): Promise<Risk> =>
  request(`isms/risks/${part(id)}`, { method: 'PUT', body: { ...input, version } });

export const signRisk = ({ id, version }: Risk): Promise<Risk> =>
  request(`isms/risks/${part(id)}/sign-off`, { method: 'POST', body: { version } });

export const deleteRisk = ({ id, version }: Risk): Promise<void> =>
  request(`isms/risks/${part(id)}`, { method: 'DELETE', query: { version } });
