import type { Level, RuleInfo } from '../contract/detection.js';
import { levels } from '../contract/levels.js';
import { glob } from './detect-glob.js';

/** Which rules' matches are asked for. Every list that is given must be met; rules left out still feed correlations. */
export interface RuleSelection {
  /** Lowest level. */
  level: Level;
  /** Sigma's statuses, such as `stable`. */
  status?: readonly string[] | undefined;
  excludeStatus?: readonly string[] | undefined;
  /** Ids or titles; `*` stands for any text. */
  rule?: readonly string[] | undefined;
  excludeRule?: readonly string[] | undefined;
  /** Tags, such as `attack.t1059*`. */
  tag?: readonly string[] | undefined;
  excludeTag?: readonly string[] | undefined;
  /** Categories of log sources, such as `process_creation`. */
  category?: readonly string[] | undefined;
  excludeCategory?: readonly string[] | undefined;
}

/** @returns tells whether a rule is asked for */
export function selects(selection: RuleSelection): (rule: RuleInfo) => boolean {
  const from = levels.indexOf(selection.level);
  const both = (
    included: readonly string[] | undefined,
    excluded: readonly string[] | undefined,
  ): ((texts: readonly string[]) => boolean) => {
    const wanted = included?.map(glob);
    const unwanted = (excluded ?? []).map(glob);
    return (texts) =>
      (wanted === undefined || texts.some((text) => wanted.some((one) => one(text)))) &&
      !texts.some((text) => unwanted.some((one) => one(text)));
  };
  const status = both(selection.status, selection.excludeStatus);
  const rule = both(selection.rule, selection.excludeRule);
  const tag = both(selection.tag, selection.excludeTag);
  const category = both(selection.category, selection.excludeCategory);
  return (info) =>
    levels.indexOf(info.level) >= from &&
    status([info.status]) &&
    rule([info.id, info.title]) &&
    tag(info.tags) &&
    category([info.logsource.category ?? '']);
}
