import type {
  FireDrill,
  LogSource,
  Observation,
  Signal,
  SignalSettingChange,
  SignalState,
  SourceDecision,
} from '../../server/contract/signal.js';
import { request } from './http.js';
import type { DomainRef } from './structure.js';

export interface Items<T> {
  items: T[];
}

export interface SignalDetail {
  signal: Signal;
  states: SignalState[];
}

const of = (id: string, name = ''): string => `signals/${encodeURIComponent(id)}${name}`;

export const getSignals = (ref: DomainRef, signal?: AbortSignal): Promise<Items<Signal>> =>
  request('signals', { query: { ...ref }, signal });

export const getSignal = (ref: DomainRef, id: string, signal?: AbortSignal): Promise<SignalDetail> =>
  request(of(id), { query: { ...ref }, signal });

/** @param scope id of a target object, or `domain` */
export const getObservations = (
  ref: DomainRef,
  id: string,
  scope: string,
  signal?: AbortSignal,
): Promise<Items<Observation>> => request(of(id, '/observations'), { query: { ...ref, scope }, signal });

export const runSignal = (ref: DomainRef, id: string): Promise<Signal> =>
  request(of(id, '/runs'), { method: 'POST', query: { ...ref } });

export const setSignal = (ref: DomainRef, id: string, body: SignalSettingChange): Promise<Signal> =>
  request(of(id, '/setting'), { method: 'PUT', query: { ...ref }, body });

export const getRequirementSignals = (
  ref: DomainRef,
  requirement: string,
  catalog: string,
  scope: string,
  signal?: AbortSignal,
): Promise<Items<SignalState>> =>
  request('signal-states', {
    query: { ...ref, requirement, catalog, scope },
    signal,
  });

export const getLogSources = (tenant: string, signal?: AbortSignal): Promise<Items<LogSource>> =>
  request('signal-sources', { query: { tenant }, signal });

export const decideSource = (tenant: string, body: SourceDecision): Promise<LogSource> =>
  request('signal-sources/decision', { method: 'POST', query: { tenant }, body });

export const forgetSource = (tenant: string, name: string): Promise<void> =>
  request('signal-sources/decision', { method: 'DELETE', query: { tenant, name } });

export const getFireDrills = (tenant: string, signal?: AbortSignal): Promise<Items<FireDrill>> =>
  request('fire-drills', { query: { tenant }, signal });

export const beginFireDrill = (tenant: string): Promise<FireDrill> =>
  request('fire-drills', { method: 'POST', query: { tenant } });
