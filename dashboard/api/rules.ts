import type { RuleInfo, RuleProblem } from '../../server/contract/detection.js';
import { request } from './http.js';

/** A rule in the list comes without its YAML. */
export type RuleOverview = Omit<RuleInfo, 'source'>;

export interface RuleList {
  items: RuleOverview[];
  problems: RuleProblem[];
}

export const getRules = (signal?: AbortSignal): Promise<RuleList> => request('rules', { signal });

export const getRule = (id: string, signal?: AbortSignal): Promise<RuleInfo> =>
  request(`rules/${encodeURIComponent(id)}`, { signal });
