import type { ResolvedLeaf } from '../routing.js';
import { type Expression, everyLeaf, type Leaf } from '../sigma/expression.js';
import { literalOf } from '../sigma/pattern.js';
import { routeColumns } from './field-reader.js';
import { lowerCase } from './value-test.js';

/** Stands for every value that no rule names. */
const unnamed = '\u0000';

/**
 * The values of routing columns that rules tell apart. All others are one: whoever writes log records must not be
 * able to make the engine compile a route for each value they think of.
 */
export class RouteValues {
  private readonly named = new Map<string, Set<string>>();
  /** Columns that are compared in other ways than with whole texts: each value counts. */
  private readonly open = new Set<string>();

  /** @param expressions routed expressions of all rules */
  constructor(expressions: readonly Expression[]) {
    const note = (leaf: Leaf): boolean => {
      this.note(leaf as ResolvedLeaf);
      return true;
    };
    for (const expression of expressions) everyLeaf(expression, note);
  }

  /**
   * @param column a routing column, or `EventID`
   * @returns the value in lower case, or a text for all that no rule names; undefined stays undefined
   */
  canonical(column: string, value: string | undefined): string | undefined {
    if (value === undefined || this.open.has(column)) return value;
    const lower = lowerCase(value);
    return this.named.get(column)?.has(lower) ? lower : unnamed;
  }

  private note({ names, test }: ResolvedLeaf): void {
    if (names === null) return;
    for (const name of names) {
      if (!routeColumns.has(name) && name !== 'EventID') continue;
      if (test.kind === 'exists' || test.kind === 'null') continue;
      const literal = test.kind === 'string' && !test.cased ? literalOf(test.pattern) : undefined;
      if (literal === undefined) {
        this.open.add(name);
        continue;
      }
      const known = this.named.get(name) ?? new Set();
      this.named.set(name, known.add(lowerCase(literal)));
    }
  }
}
