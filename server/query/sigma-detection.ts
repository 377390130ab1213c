import type { Query } from './ast.js';
import type { Clock } from './instant.js';
import { type Inexpressible, type Item, inexpressible, sigmaTerm, type Term } from './sigma-terms.js';

type ItemValue = Item['value'];
type ItemMap = Record<string, ItemValue | ItemValue[]>;
type Identifier = ItemMap | ItemMap[] | string[];

/** Search identifiers and their condition, as `detection` of a rule has them, and what could not be said. */
export interface SigmaDetection {
  /** Undefined when nothing of the query can be said. */
  detection: Record<string, Identifier | string> | undefined;
  left_out: Inexpressible[];
}

/**
 * Says a query as the `detection` of a Sigma rule (Sigma 2.1, "Detection"). A term that has no words there is left
 * out and named.
 * @throws QuerySyntaxError where a value is none of its field's
 */
export function sigmaDetection(query: Query, clock: Clock): SigmaDetection {
  const draft = new Draft(clock);
  const condition = draft.expression(query, 'selection');
  const { leftOut } = draft;
  if (condition === undefined) return { detection: undefined, left_out: leftOut };
  return { detection: { ...draft.identifiers, condition }, left_out: leftOut };
}

/** A term with its words: each is asked for once, so that it is named once where it has none. */
type Said = { map: ItemMap } | { keyword: string } | undefined;

class Draft {
  readonly identifiers: Record<string, Identifier> = {};
  readonly leftOut: Inexpressible[] = [];
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** @returns the condition that stands for the query; undefined when nothing of it can be said */
  expression(query: Query, role: 'selection' | 'filter'): string | undefined {
    switch (query.kind) {
      case 'all':
        return undefined;
      case 'not':
        return this.negation(query.of, role);
      case 'and':
        return this.conjunction(query.of, role);
      case 'or':
        return this.disjunction(query.of, role);
      default:
        return this.single(this.said(query), role);
    }
  }

  private negation(query: Query, role: 'selection' | 'filter'): string | undefined {
    const inner = this.expression(query, role === 'selection' ? 'filter' : 'selection');
    if (inner === undefined) return undefined;
    return /^[\w]+$/.test(inner) ? `not ${inner}` : `not (${inner})`;
  }

  private single(said: Said, role: string): string | undefined {
    if (said === undefined) return undefined;
    return 'map' in said ? this.add(role, said.map) : this.add('keywords', [said.keyword]);
  }

  /** Items of different fields stand in one identifier. */
  private conjunction(queries: readonly Query[], role: 'selection' | 'filter'): string | undefined {
    const map: ItemMap = {};
    const others: (() => string | undefined)[] = [];
    for (const query of queries) {
      const said = isTerm(query) ? this.said(query) : this.sameField(query);
      if (said !== undefined && 'map' in said && Object.keys(said.map).every((key) => !(key in map))) {
        Object.assign(map, said.map);
      } else if (said !== undefined) others.push(() => this.single(said, role));
      else if (!isTerm(query) && this.terms(query) === undefined) {
        others.push(() => this.expression(query, role));
      }
    }
    const own = Object.keys(map).length > 0 ? [this.add(role, map)] : [];
    const parts = [...own, ...others.map((say) => say())].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : parts.map(nested).join(' and ');
  }

  /** Values of one field are a list; items of several fields a list of maps. */
  private disjunction(queries: readonly Query[], role: 'selection' | 'filter'): string | undefined {
    const terms: Said[] = [];
    const others: Query[] = [];
    for (const query of queries) {
      if (isTerm(query)) terms.push(this.said(query));
      else others.push(query);
    }
    const maps = terms.flatMap((said) => (said !== undefined && 'map' in said ? [said.map] : []));
    const keywords = terms.flatMap((said) => (said !== undefined && 'keyword' in said ? [said.keyword] : []));
    const parts = [
      maps.length > 0 ? this.add(role, joinedValues(maps) ?? maps) : undefined,
      keywords.length > 0 ? this.add('keywords', keywords) : undefined,
      ...others.map((query) => this.expression(query, role)),
    ].filter((part) => part !== undefined);
    return parts.length === 0 ? undefined : parts.map(nested).join(' or ');
  }

  /** A list of values of one field, which can stand beside other fields. */
  private sameField(query: Query): Said {
    const terms = this.terms(query);
    if (terms === undefined) return undefined;
    const maps = terms
      .map((term) => this.said(term))
      .flatMap((said) => (said && 'map' in said ? [said.map] : []));
    const joined = maps.length > 0 ? joinedValues(maps) : undefined;
    return joined === undefined ? undefined : { map: joined };
  }

  /** @returns the terms of an `or` of one field's values; they can be said in one item */
  private terms(query: Query): readonly Term[] | undefined {
    if (query.kind !== 'or' || !query.of.every(isTerm)) return undefined;
    const keys = query.of.map((term) => {
      const said = sigmaTerm(term, this.clock);
      return 'items' in said && said.items.length === 1 ? said.items[0]!.key : undefined;
    });
    return keys.every((key) => key !== undefined && key === keys[0]) ? query.of : undefined;
  }

  private said(term: Term): Said {
    const said = sigmaTerm(term, this.clock);
    if ('reason' in said) {
      this.leftOut.push(inexpressible(term, said.reason));
      return undefined;
    }
    if ('keyword' in said) return said;
    return { map: Object.fromEntries(said.items.map(({ key, value }) => [key, value])) };
  }

  private add(role: string, identifier: Identifier): string {
    let name = role;
    for (let n = 2; name in this.identifiers; n++) name = `${role}_${n}`;
    this.identifiers[name] = identifier;
    return name;
  }
}

function isTerm(query: Query): query is Term {
  return query.kind === 'field' || query.kind === 'text';
}

/** @returns items of one and the same field as one with all values; undefined when they are not */
function joinedValues(maps: readonly ItemMap[]): ItemMap | undefined {
  const [key, ...more] = Object.keys(maps[0]!);
  if (key === undefined || more.length > 0) return undefined;
  if (maps.some((map) => !(key in map) || Object.keys(map).length > 1)) return undefined;
  const values = maps.flatMap((map) => map[key]!);
  return { [key]: values.length === 1 ? values[0]! : values };
}

function nested(part: string): string {
  return / (?:and|or) /.test(part) ? `(${part})` : part;
}
