import type { LoadedRules } from '../detect/rules.js';
import type { SigmaRule } from '../detect/sigma/rule.js';
import { searchPath } from './detect-find.js';
import { type RuleSelection, selects } from './detect-selection.js';

/**
 * How a rule set is evaluated over files. Detection rules look at one event each, so files can be worked on in any
 * order and at once. Correlations count over all files in the order of event time: what the first pass finds for
 * them is sorted and goes through the second pass, one event after the other.
 */
export interface Plan {
  /** Every rule that is shown or feeds a correlation; no correlations. */
  first: LoadedRules;
  /** Correlations and the rules that feed them; undefined where there are none. */
  second: LoadedRules | undefined;
  /** Ids of rules whose events go to the second pass, which then gives their matches. */
  feeding: ReadonlySet<string>;
  /** Place of each rule in the set, by id. */
  order: ReadonlyMap<string, number>;
  /** @returns whether a rule's matches are asked for */
  shows(rule: { id: string }): boolean;
}

/**
 * @param selection of the rules whose matches are asked for
 * @param only ids of rules, which restrict it further; undefined: no further
 */
export function planFor(loaded: LoadedRules, selection: RuleSelection, only?: ReadonlySet<string>): Plan {
  const selected = selects(selection);
  const shown = new Set(
    loaded.infos
      .filter((info) => info.path === searchPath || selected(info))
      .filter(({ id }) => only === undefined || only.has(id))
      .map(({ id }) => id),
  );
  const shows: Plan['shows'] = ({ id }) => shown.has(id);
  const feeding = new Set(
    loaded.correlations.flatMap(({ references }) =>
      references.filter(({ kind }) => kind === 'rule').map(({ rule }) => rule.info.id),
    ),
  );
  const wanted = ({ info }: SigmaRule): boolean => feeding.has(info.id) || shows(info);
  return {
    first: { ...loaded, rules: loaded.rules.filter(wanted), correlations: [] },
    second: loaded.correlations.length === 0 ? undefined : { ...loaded, rules: silenced(loaded, feeding) },
    feeding,
    order: new Map(loaded.infos.map(({ id }, index) => [id, index])),
    shows,
  };
}

/** The others stay as names: a correlation finds its fields through the log sources of all rules. */
function silenced({ rules }: LoadedRules, feeding: ReadonlySet<string>): SigmaRule[] {
  return rules.map((rule) =>
    feeding.has(rule.info.id) ? rule : { ...rule, expression: { op: 'constant', value: false } },
  );
}
