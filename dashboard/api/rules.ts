import type { Backtest, RuleTestResult } from '../../server/contract/backtest.js';
import type { RuleExceptionInput, RuleState, RuleStateChange } from '../../server/contract/rule-state.js';
import type {
  ExceptionPreview,
  RuleDetail,
  RuleList,
  RuleSetView,
} from '../../server/contract/rule-views.js';
import { request } from './http.js';

/** A rule that is loaded, or YAML that need not be. */
export type TriedRule = { rule: string } | { yaml: string };

const rulePath = (id: string): string => `rules/${encodeURIComponent(id)}`;

export const getRules = (tenant: string, signal?: AbortSignal): Promise<RuleList> =>
  request('rules', { query: { tenant }, signal });

export const getRule = (id: string, tenant: string, signal?: AbortSignal): Promise<RuleDetail> =>
  request(rulePath(id), { query: { tenant }, signal });

export const changeRuleState = (id: string, tenant: string, body: RuleStateChange): Promise<RuleState> =>
  request(`${rulePath(id)}/state`, { method: 'PATCH', query: { tenant }, body });

export const addException = (id: string, tenant: string, body: RuleExceptionInput): Promise<RuleState> =>
  request(`${rulePath(id)}/exceptions`, { method: 'POST', query: { tenant }, body });

export const changeException = (
  id: string,
  exception: string,
  tenant: string,
  body: RuleExceptionInput,
): Promise<RuleState> =>
  request(`${rulePath(id)}/exceptions/${exception}`, { method: 'PUT', query: { tenant }, body });

export const removeException = (
  id: string,
  exception: string,
  tenant: string,
  version: number,
): Promise<RuleState> =>
  request(`${rulePath(id)}/exceptions/${exception}`, { method: 'DELETE', query: { tenant, version } });

export const previewException = (id: string, tenant: string, detection: string): Promise<ExceptionPreview> =>
  request(`${rulePath(id)}/exceptions/preview`, { method: 'POST', query: { tenant }, body: { detection } });

export const releaseRule = (id: string): Promise<void> =>
  request(`${rulePath(id)}/release`, { method: 'POST', body: {} });

export const changeRuleSet = (
  name: string,
  tenant: string,
  body: { in_force: boolean; version: number },
): Promise<RuleSetView> =>
  request(`rule-sets/${encodeURIComponent(name)}`, { method: 'PATCH', query: { tenant }, body });

export const reloadRules = (): Promise<{ rules: number; problems: number }> =>
  request('rules/reload', { method: 'POST', body: {} });

export const testRule = (tenant: string, tried: TriedRule, events: string): Promise<RuleTestResult> =>
  request('rules/test', { method: 'POST', query: { tenant }, body: { ...tried, events } });

export const startBacktest = (
  tenant: string,
  tried: TriedRule,
  range: { from: string; to: string },
): Promise<Backtest> =>
  request('rules/backtests', { method: 'POST', query: { tenant }, body: { ...tried, ...range } });

export const getBacktest = (id: string, signal?: AbortSignal): Promise<Backtest> =>
  request(`rules/backtests/${id}`, { signal });

export const cancelBacktest = (id: string): Promise<Backtest> =>
  request(`rules/backtests/${id}`, { method: 'DELETE' });
