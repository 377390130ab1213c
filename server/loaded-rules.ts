import type { ApiDeps } from './api/deps.js';
import type { Config } from './config/config.js';
import { filtersAmong } from './detect/needed-rules.js';
import type { Detection } from './detection/detection.js';
import { countSets, type RuleTexts } from './rule-set.js';

type Running = Pick<Detection<RuleTexts>, 'texts' | 'rules' | 'problems' | 'quarantined' | 'release'>;

/** What the API tells of the rules: always of those that run now. */
export function rulesFor(detection: Running, { rules }: Pick<Config, 'rules'>): ApiDeps['rules'] {
  // Lists ask for the sets of each of thousands of rules: they are counted once for what is in force.
  const setsOf = sinceChange((texts: RuleTexts, infos: Running['rules'], problems: Running['problems']) =>
    countSets(texts.sets, texts.sources, { infos: [...infos], problems: [...problems] }),
  );
  const filtersOf = sinceChange((texts: RuleTexts) => filtersAmong(texts.sources));
  return {
    get rules() {
      return detection.rules;
    },
    get problems() {
      return detection.problems;
    },
    get sets() {
      return setsOf(detection.texts, detection.rules, detection.problems);
    },
    get pipelines() {
      return detection.texts.pipelines;
    },
    get filters() {
      return filtersOf(detection.texts);
    },
    disabled: rules.disabled,
    get quarantined() {
      return detection.quarantined;
    },
    release: (rule) => detection.release(rule),
  };
}

/** @returns the same function; its last result is kept while it is called with the same objects */
function sinceChange<A extends readonly unknown[], R>(make: (...args: A) => R): (...args: A) => R {
  let last: { args: A; result: R } | undefined;
  return (...args) => {
    if (last === undefined || args.some((arg, at) => arg !== last!.args[at]))
      last = { args, result: make(...args) };
    return last.result;
  };
}
