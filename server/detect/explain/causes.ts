import { type Condition, selectNames } from '../sigma/condition.js';

/** What a condition that holds owes it to: selections that hold, and selections that must not and do not. */
export interface Causes {
  holds: boolean;
  present: Set<string>;
  absent: Set<string>;
}

/**
 * @param held whether each of the rule's search identifiers holds, in the rule's order
 * @returns whether the condition holds (Sigma 2.1, "Condition"), and by which of them
 */
export function causesOf(condition: Condition, held: ReadonlyMap<string, boolean>): Causes {
  switch (condition.op) {
    case 'identifier':
      return single(condition.name, held.get(condition.name) ?? false);
    case 'not': {
      const causes = causesOf(condition.arg, held);
      return { ...causes, holds: !causes.holds };
    }
    case 'and':
    case 'or':
      return joined(
        condition.args.map((arg) => causesOf(arg, held)),
        condition.op === 'and' ? condition.args.length : 1,
      );
    case 'of': {
      const parts = selectNames(condition.pattern, [...held.keys()]).map((name) =>
        single(name, held.get(name) ?? false),
      );
      return joined(parts, condition.count ?? parts.length);
    }
  }
}

function single(name: string, holds: boolean): Causes {
  return { holds, present: new Set(holds ? [name] : []), absent: new Set(holds ? [] : [name]) };
}

/** Whatever decided: the parts that hold where enough of them do, else those that do not. */
function joined(parts: readonly Causes[], wanted: number): Causes {
  const holds = parts.filter((part) => part.holds).length >= wanted;
  const deciding = parts.filter((part) => part.holds === holds);
  return {
    holds,
    present: new Set(deciding.flatMap(({ present }) => [...present])),
    absent: new Set(deciding.flatMap(({ absent }) => [...absent])),
  };
}
