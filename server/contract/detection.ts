import Type, { type Static } from 'typebox';
import type { Event } from './event.js';
import type { FaultValues } from './fault.js';
import type { IndicatorMatch } from './indicator-state.js';
import { levels } from './levels.js';

export { levels } from './levels.js';

export const Level = Type.Enum(levels);
export type Level = (typeof levels)[number];

/** A text in both languages of the user interface. */
export const Localized = Type.Object({ de: Type.String(), en: Type.String() });
export type Localized = Static<typeof Localized>;

/** What an alert needs to know of the rule that raised it. */
export interface RuleSummary {
  id: string;
  title: string;
  level: Level;
  /** `attack.t1110.001` and the like. */
  tags: string[];
  type: 'detection' | 'correlation';
}

/**
 * A rule as users see it. A rule's own YAML may carry a block `grundwacht` beside Sigma's attributes:
 * `title_de`, `description_de`, `runbook: {de: [step, ...], en: [...]}`, `grundschutz: [DER.1.A5, ...]`,
 * `entity: [field, ...]` (what an alert of this rule is about; default host, then user, then source).
 */
export interface RuleInfo extends RuleSummary {
  title_de: string | undefined;
  description: string;
  description_de: string | undefined;
  status: string;
  author: string;
  references: string[];
  falsepositives: string[];
  logsource: { product?: string; category?: string; service?: string };
  runbook: { de: string[]; en: string[] } | undefined;
  grundschutz: string[];
  entity: string[];
  /** The rule's YAML, for display. */
  source: string;
  /** File (and document number) that it came from. */
  path: string;
  /** Name of the set that it belongs to; undefined for rules that belong to none. */
  set?: string;
  /** The only tenant in which it is in force; undefined: all. */
  tenant?: string;
}

/** A rule that was true: for one event, or for the events of a correlation's window. */
export interface Match {
  rule: RuleInfo;
  /** The event that completed the match is last. */
  events: Event[];
  /** How many events the window held; `events` may hold fewer. */
  count: number;
  /** Values of the correlation's group-by fields; undefined for a single-event rule. */
  group: Record<string, string> | undefined;
  /** Event time of the first and the last event, milliseconds since the epoch. */
  first: number;
  last: number;
  /** Which indicator the event has, where a list of indicators made the match and not a rule. */
  indicator?: IndicatorMatch;
}

/** A fault of a rule file, with its place and how to mend it. */
export interface RuleProblem {
  severity: 'error' | 'warning';
  /** File as given; `archive.zip!inner/path.yml` inside an archive. */
  path: string;
  /** 1-based. */
  line: number;
  column: number;
  ruleId: string | undefined;
  /** Stable machine name of the problem, such as `modifier-unknown`. */
  code: string;
  /** Place inside the rule, such as `detection.selection.CommandLine|re`. */
  field: string;
  /** What is wrong, and how to mend it: English. */
  message: string;
  hint: string;
  /** Both in parts, to be worded in another language; left out where nobody reads them in one. */
  said?: ProblemWords;
}

/** A problem's message and hint with `{name}` for each value. */
export interface ProblemWords {
  message: string;
  hint: string;
  values: FaultValues;
}
