import type { Backtest } from '../../server/contract/backtest.js';
import type { RuleImport, RuleImportResult, RuleTextPair } from '../../server/contract/rule-import.js';
import { request } from './http.js';

export const getImportSources = async (signal?: AbortSignal): Promise<string[]> =>
  (await request<{ items: string[] }>('rule-imports/sources', { signal })).items;

/** @param source an archive, or the name of a folder or archive on the server */
export const reviewRules = (set: string, source: File | string): Promise<RuleImport> =>
  typeof source === 'string'
    ? request('rule-imports', { method: 'POST', query: { set, name: source }, body: {} })
    : request('rule-imports', { method: 'POST', query: { set, name: source.name }, body: source });

export const getRuleTexts = (id: string, rule: string, signal?: AbortSignal): Promise<RuleTextPair> =>
  request(`rule-imports/${id}/texts`, { query: { rule }, signal });

export const applyImport = (id: string, accepted: readonly string[]): Promise<RuleImportResult> =>
  request(`rule-imports/${id}/apply`, { method: 'POST', body: { accepted } });

export const undoImport = (set: string): Promise<RuleImportResult> =>
  request(`rule-sets/${encodeURIComponent(set)}/undo`, { method: 'POST', body: {} });

/** Tries the rules of one edition on stored events. */
export const backtestEdition = (
  tenant: string,
  review: { id: string; edition: 'before' | 'after'; rules: readonly string[] },
  range: { from: string; to: string },
): Promise<Backtest> =>
  request('rules/backtests', {
    method: 'POST',
    query: { tenant },
    body: { review, examples: 0, ...range },
  });
