import type { ApiDeps } from './api/deps.js';
import type { Config } from './config/config.js';
import { filtersAmong } from './detect/needed-rules.js';
import type { Detection } from './detection/detection.js';
import { countSets, type RuleTexts } from './rule-set.js';

/** What the API tells of the rules: always of those that run now. */
export function rulesFor(detection: Detection<RuleTexts>, config: Config): ApiDeps['rules'] {
  return {
    get rules() {
      return detection.rules;
    },
    get problems() {
      return detection.problems;
    },
    get sets() {
      const { sets, sources } = detection.texts;
      return countSets(sets, sources, { infos: [...detection.rules], problems: [...detection.problems] });
    },
    get pipelines() {
      return detection.texts.pipelines;
    },
    get filters() {
      return filtersAmong(detection.texts.sources);
    },
    disabled: config.rules.disabled,
    get quarantined() {
      return detection.quarantined;
    },
    release: (rule) => detection.release(rule),
  };
}
