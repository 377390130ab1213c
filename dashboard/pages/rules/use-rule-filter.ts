import { useMemo } from 'react';
import { levelOrder } from '../../components/level.js';
import { useAddress, withValues } from '../../state/address.js';
import { conditionFilters, noFilter, type RuleFilter, type SortColumn, sortColumns } from './rule-filter.js';

export interface RuleSort {
  column: SortColumn;
  descending: boolean;
}

export const ruleTabs = ['rules', 'own', 'problems', 'sets'] as const;
export type RuleTab = (typeof ruleTabs)[number];

/** What the page shows, as its address says. */
export interface RuleView {
  filter: RuleFilter;
  sort: RuleSort;
  tab: RuleTab;
}

const texts = ['q', 'set', 'status', 'logsource', 'technique'] as const;

/** @returns what the page's address says */
export function readView(parameters: URLSearchParams): RuleView {
  const filter: RuleFilter = { ...noFilter };
  for (const name of texts) filter[name] = parameters.get(name) ?? '';
  const levels = parameters.get('level')?.split(',') ?? [];
  filter.level = levelOrder.filter((level) => levels.includes(level));
  filter.condition = conditionFilters.find((each) => each === parameters.get('condition')) ?? '';
  const [column, direction] = parameters.get('sort')?.split('-') ?? [];
  return {
    filter,
    sort: {
      column: sortColumns.find((each) => each === column) ?? 'level',
      descending: direction === 'desc',
    },
    tab: ruleTabs.find((each) => each === parameters.get('tab')) ?? 'rules',
  };
}

/** @returns the view, and a function that changes parts of it in the page's address */
export function useRuleView(): [RuleView, (change: Record<string, string>) => void] {
  const [said, changeAddress] = useAddress();
  const view = useMemo(() => readView(new URLSearchParams(said)), [said]);
  const change = (values: Record<string, string>) => changeAddress(withValues(values));
  return [view, change];
}
