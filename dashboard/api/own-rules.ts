import type {
  OwnRuleChange,
  OwnRuleCheck,
  OwnRuleDetail,
  OwnRuleInput,
  OwnRuleList,
  OwnRulePromotion,
} from '../../server/contract/own-rule.js';
import type { RuleCoverage } from '../../server/contract/rule-coverage.js';
import type { RuleDraft } from '../../server/contract/rule-draft.js';
import { queryString, request } from './http.js';

export const getOwnRules = (tenant: string, signal?: AbortSignal): Promise<OwnRuleList> =>
  request('own-rules', { query: { tenant }, signal });

export const getOwnRule = (id: string, tenant: string, signal?: AbortSignal): Promise<OwnRuleDetail> =>
  request(`own-rules/${id}`, { query: { tenant }, signal });

export const checkOwnRule = (
  tenant: string,
  body: { yaml: string; id?: string },
  signal?: AbortSignal,
): Promise<OwnRuleCheck> => request('own-rules/check', { method: 'POST', query: { tenant }, body, signal });

export const addOwnRule = (tenant: string, body: OwnRuleInput): Promise<OwnRuleDetail> =>
  request('own-rules', { method: 'POST', query: { tenant }, body });

export const saveOwnRule = (id: string, tenant: string, body: OwnRuleChange): Promise<OwnRuleDetail> =>
  request(`own-rules/${id}`, { method: 'PUT', query: { tenant }, body });

export const promoteOwnRule = (id: string, tenant: string, body: OwnRulePromotion): Promise<OwnRuleDetail> =>
  request(`own-rules/${id}/in-force`, { method: 'PUT', query: { tenant }, body });

export const requireReview = (tenant: string, required: boolean): Promise<void> =>
  request('own-rules/review', { method: 'PUT', query: { tenant }, body: { required } });

export const draftRule = (tenant: string, query: string): Promise<RuleDraft> =>
  request('rules/draft', { method: 'POST', query: { tenant }, body: { query } });

export const getCoverage = (tenant: string, signal?: AbortSignal): Promise<RuleCoverage> =>
  request('rules/coverage', { query: { tenant }, signal });

/** @returns address of the matrix as a file */
export const coverageAddress = (tenant: string, format: 'navigator' | 'csv'): string =>
  `api/v1/rules/coverage/${format}${queryString({ tenant })}`;
