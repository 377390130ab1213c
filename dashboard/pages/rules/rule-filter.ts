import type { Level } from '../../../server/contract/detection.js';
import type { RuleOverview } from '../../../server/contract/rule-views.js';
import { levelOf, logsourceOf } from './rule-state.js';

export const conditionFilters = [
  'active',
  'inactive',
  'noisy',
  'never_fired',
  'faulty',
  'undelivered',
  'changed',
  'excepted',
] as const;
export type ConditionFilter = (typeof conditionFilters)[number];

export const sortColumns = ['level', 'title', 'logsource', 'alerts', 'last_alert'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** What the list is narrowed to; empty texts and lists narrow nothing. */
export interface RuleFilter {
  q: string;
  level: Level[];
  set: string;
  status: string;
  condition: ConditionFilter | '';
  logsource: string;
  technique: string;
}

export const noFilter: RuleFilter = {
  q: '',
  level: [],
  set: '',
  status: '',
  condition: '',
  logsource: '',
  technique: '',
};

const conditions: Record<ConditionFilter, (rule: RuleOverview) => boolean> = {
  active: ({ state, quarantine }) => state.in_force && quarantine === null,
  inactive: ({ state }) => !state.in_force,
  noisy: ({ state, noisy }) => state.in_force && noisy,
  never_fired: ({ state, delivered, last_alert }) => state.in_force && delivered && last_alert === null,
  faulty: ({ quarantine, faulty_exceptions }) => quarantine !== null || faulty_exceptions > 0,
  undelivered: ({ state, delivered }) => state.in_force && !delivered,
  changed: ({ state }) =>
    state.version > 0 && (!state.enabled || state.level !== null || hasExceptions(state)),
  excepted: ({ state }) => hasExceptions(state),
};

const hasExceptions = ({ exceptions, expired }: RuleOverview['state']): boolean => exceptions + expired > 0;

/** @returns whether the rule is one that the filter asks for */
export function matchesFilter(rule: RuleOverview, filter: RuleFilter): boolean {
  const { q, level, set, status, condition, logsource, technique } = filter;
  if (level.length > 0 && !level.includes(levelOf(rule))) return false;
  if (set !== '' && rule.set !== set) return false;
  if (status !== '' && rule.status !== status) return false;
  if (condition !== '' && !conditions[condition](rule)) return false;
  if (logsource !== '' && logsourceOf(rule) !== logsource) return false;
  if (technique !== '' && !hasTechnique(rule.tags, technique)) return false;
  const wanted = q.trim().toLowerCase();
  return wanted === '' || textsOf(rule).some((text) => text.toLowerCase().includes(wanted));
}

/** T1110 stands for its sub-techniques, too. */
function hasTechnique(tags: readonly string[], technique: string): boolean {
  const wanted = `attack.${technique.trim().toLowerCase()}`;
  return tags.some((tag) => tag === wanted || tag.startsWith(`${wanted}.`));
}

function textsOf({ title, title_de, id, author, path, grundschutz, tags }: RuleOverview): string[] {
  return [title, title_de ?? '', id, author, path, ...grundschutz, ...tags];
}

const ranks: Record<Level, number> = { critical: 0, high: 1, medium: 2, low: 3, informational: 4 };
const collator = new Intl.Collator('de', { numeric: true });

/**
 * @param titleOf the rule's title in the user's language
 * @returns the order of a column; equal ones by title
 */
export function ruleOrder(
  column: SortColumn,
  descending: boolean,
  titleOf: (rule: RuleOverview) => string,
): (a: RuleOverview, b: RuleOverview) => number {
  const byTitle = (a: RuleOverview, b: RuleOverview) => collator.compare(titleOf(a), titleOf(b));
  const by: Record<SortColumn, typeof byTitle> = {
    level: (a, b) => ranks[levelOf(a)] - ranks[levelOf(b)],
    title: byTitle,
    logsource: (a, b) => collator.compare(logsourceOf(a), logsourceOf(b)),
    alerts: (a, b) => a.alerts - b.alerts,
    last_alert: (a, b) => (a.last_alert ?? '').localeCompare(b.last_alert ?? ''),
  };
  const sign = descending ? -1 : 1;
  return (a, b) => sign * by[column](a, b) || byTitle(a, b);
}
