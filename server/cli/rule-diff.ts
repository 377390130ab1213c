import type { RuleInfo } from '../contract/detection.js';

/** A rule in a difference. */
export interface ChangedRule {
  id: string;
  title: string;
  level: string;
}

/** What tells two editions of a rule set apart. */
export interface RuleDifference {
  added: ChangedRule[];
  removed: ChangedRule[];
  /** Another text under the same id. A file with several rules counts for each of them. */
  changed: ChangedRule[];
}

/**
 * @param before usable rules of the old edition
 * @param after usable rules of the new one
 */
export function diffRules(before: readonly RuleInfo[], after: readonly RuleInfo[]): RuleDifference {
  const old = new Map(before.map((rule) => [rule.id, rule]));
  const ids = new Set(after.map(({ id }) => id));
  return {
    added: after.filter(({ id }) => !old.has(id)).map(shown),
    removed: before.filter(({ id }) => !ids.has(id)).map(shown),
    changed: after.filter(({ id, source }) => old.has(id) && old.get(id)!.source !== source).map(shown),
  };
}

function shown({ id, title, level }: RuleInfo): ChangedRule {
  return { id, title, level };
}

/** @returns one line a rule, as `diff` marks them, and the figures */
export function formatDifference({ added, removed, changed }: RuleDifference): string {
  const lines = (mark: string, rules: readonly ChangedRule[]): string[] =>
    rules.map(({ id, title, level }) => `${mark} ${level.padEnd(13)} ${id}  ${title}\n`);
  const figures = `${added.length} added, ${removed.length} removed, ${changed.length} changed\n`;
  return [...lines('+', added), ...lines('-', removed), ...lines('~', changed), figures].join('');
}
