import type {
  MigrationResult,
  MigrationState,
  ProposalDecisions,
  StoredProposal,
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

export const decideProposals = ({ tenant, target }: Move, body: ProposalDecisions): Promise<void> =>
  request(`${path(target)}/decisions`, { method: 'POST', query: { tenant }, body });
