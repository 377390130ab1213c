import { useEffect, useMemo, useRef } from 'react';
import { useSearchParams } from 'react-router';
import { levelOrder } from '../../components/level.js';
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
  const [parameters, setParameters] = useSearchParams();
  const text = parameters.toString();
  const view = useMemo(() => readView(new URLSearchParams(text)), [text]);
  // A change that comes late, because typing had to pause first, builds upon those that were made meanwhile.
  const latest = useRef(parameters);
  useEffect(() => {
    latest.current = new URLSearchParams(text);
  }, [text]);
  const change = (values: Record<string, string>) => {
    const next = new URLSearchParams(latest.current);
    for (const [name, value] of Object.entries(values)) {
      if (value === '') next.delete(name);
      else next.set(name, value);
    }
    latest.current = next;
    setParameters(next, { replace: true });
  };
  return [view, change];
}
