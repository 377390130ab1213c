import type { RuleInfo, RuleProblem } from '../../server/contract/detection.js';
import { request } from './http.js';

export interface RuleList {
  items: RuleInfo[];
  problems?: RuleProblem[];
}

export const getRules = (signal?: AbortSignal): Promise<RuleList> => request('rules', { signal });

export const getRule = (id: string, signal?: AbortSignal): Promise<RuleInfo> =>
  request(`rules/${encodeURIComponent(id)}`, { signal });
