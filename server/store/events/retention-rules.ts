import type { LegalHold, RetentionPolicy } from '../../contract/retention.js';
import type { Segment } from './segment.js';
import { otherDatasets } from './segments/dataset-counts.js';
import type { DueRows, HeldRows } from './segments/job.js';

const dayMs = 86_400_000;

/** The rule of a policy that counts for a dataset. */
export interface DatasetRule {
  /** Dataset or beginning of a name as the rule has it; `*`: the tenant's general rule. */
  name: string;
  days: number;
  purpose: string;
}

/** @returns of several rules the one with the longest name; for datasets whose names are not known the longest time */
export function ruleFor(policy: RetentionPolicy, dataset: string): DatasetRule {
  if (dataset === otherDatasets) return longestRule(policy);
  let best: DatasetRule = { name: '*', days: policy.days, purpose: policy.purpose };
  let length = -1;
  for (const { dataset: name, days, purpose } of policy.datasets) {
    const isPrefix = name.endsWith('*');
    const matches = isPrefix ? dataset.startsWith(name.slice(0, -1)) : dataset === name;
    // The whole name counts more than the same name as a beginning.
    const rank = isPrefix ? name.length - 1 : name.length + 0.5;
    if (matches && rank > length) {
      best = { name, days, purpose };
      length = rank;
    }
  }
  return best;
}

/** Rather too long than a row deleted that a rule keeps. */
function longestRule({ days, purpose, datasets }: RetentionPolicy): DatasetRule {
  let longest: DatasetRule = { name: '*', days, purpose };
  for (const { dataset: name, ...rule } of datasets)
    if (rule.days > longest.days) longest = { name, ...rule };
  return longest;
}

/** What is due of a segment by the rules alone. */
export interface Due {
  before: DueRows['before'];
  /** The rules in words. */
  rule: string;
  /** The latest of the times before which rows are due. */
  receivedBefore: number;
  /** Whether every row is due. */
  whole: boolean;
}

/**
 * @param now milliseconds since the epoch
 * @returns undefined when no row can be due
 */
export function dueOf(segment: Segment, policy: RetentionPolicy, now: number): Due | undefined {
  const rules = new Map<string, DatasetRule & Omit<Due['before'][number], 'time'>>();
  const names = Object.keys(segment.datasets);
  const named = names.filter((dataset) => dataset !== otherDatasets);
  for (const dataset of named) {
    const rule = ruleFor(policy, dataset);
    const known = rules.get(rule.name);
    if (known) known.datasets.push(dataset);
    else rules.set(rule.name, { ...rule, datasets: [dataset] });
  }
  if (named.length < names.length) {
    rules.set(otherDatasets, {
      ...longestRule(policy),
      name: otherDatasets,
      datasets: named,
      others: true,
    });
  }
  const due = [...rules.values()]
    .map((rule) => ({ ...rule, time: now - rule.days * dayMs }))
    .filter(({ time }) => segment.receivedFrom < time);
  if (due.length === 0) return undefined;
  return {
    before: due.map(({ datasets, others, time }) => ({ datasets, time, ...(others && { others }) })),
    rule: due.map(({ name, days }) => `${name}: ${days} d`).join('; '),
    receivedBefore: Math.max(...due.map(({ time }) => time)),
    whole: due.length === rules.size && due.every(({ time }) => segment.receivedTo < time),
  };
}

/** @returns what of a segment the holds may keep; those that have been lifted keep nothing */
export function heldOf(
  segment: Pick<Segment, 'timeFrom' | 'timeTo' | 'datasets'>,
  holds: readonly LegalHold[],
): HeldRows[] {
  return holds
    .filter(({ lifted_at }) => lifted_at === null)
    .map(({ from, to, datasets, hosts }) => ({
      from: from === null ? undefined : Date.parse(from),
      to: to === null ? undefined : Date.parse(to),
      datasets,
      hosts,
    }))
    .filter(
      ({ from, to, datasets }) =>
        (from === undefined || segment.timeTo >= from) &&
        (to === undefined || segment.timeFrom < to) &&
        (datasets.length === 0 ||
          [...datasets, otherDatasets].some((dataset) => Object.hasOwn(segment.datasets, dataset))),
    );
}

/**
 * A clock that jumps must not delete what it should not: between two passes time moves by a day at most.
 * @param last time that the last pass went by; undefined: there was none
 */
export function passTime(last: number | undefined, now: number): number {
  return last === undefined ? now : Math.min(now, last + dayMs);
}
