import type {
  MigrationResult,
  MigrationState,
  ProposalDecisions,
  StoredProposal,
  WibaCarryOverResult,
} from '../../server/contract/migration.js';
import { request } from './http.js';

export interface Items<T> {
  items: T[];
}
/** Which move of which tenant. */
export interface Move {
  tenant: string;
  /** Ids of catalogues. */
  source: string;
  target: string;
}
const path = (target: string): string => `isms/migrations/${encodeURIComponent(target)}`;

export const getMigrationState = (
  { tenant, source, target }: Move,
  signal?: AbortSignal,
): Promise<MigrationState> => request(path(target), { query: { tenant, source }, signal });

export const runMigration = ({ tenant, source, target }: Move): Promise<MigrationResult> =>
  request(path(target), { method: 'POST', query: { tenant }, body: { source } });

export const getProposals = (
  { tenant, target }: Move,
  signal?: AbortSignal,
): Promise<Items<StoredProposal>> => request(`${path(target)}/proposals`, { query: { tenant }, signal });

/** Carries what was accepted over into the check of a domain by the new edition. */
export const carryOver = (
  { tenant, target }: Move,
  domain: string,
  language: 'de' | 'en',
): Promise<WibaCarryOverResult> =>
  request(`${path(target)}/carry-over`, { method: 'POST', query: { tenant, domain }, body: { language } });

export const decideProposals = ({ tenant, target }: Move, body: ProposalDecisions): Promise<void> =>
  request(`${path(target)}/decisions`, { method: 'POST', query: { tenant }, body });
