import { literal } from '../../../query/ast.js';
import type { Meaning } from '../../../query/meaning.js';

/** What every event of a query lies in. */
export interface Reach {
  /** Event time, inclusive and exclusive, milliseconds. */
  from: number;
  to: number;
  /** Lower case; undefined: not restricted. */
  tenant: string | undefined;
}

/** @returns the times and the tenant that the query's conjunctive terms leave */
export function reachOf(meaning: Meaning): Reach {
  const reach: Reach = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY, tenant: undefined };
  for (const term of meaning.kind === 'and' ? meaning.of : [meaning]) {
    if (term.kind === 'time' && term.field.name === '@timestamp') {
      reach.from = Math.max(reach.from, term.from ?? reach.from);
      reach.to = Math.min(reach.to, term.to ?? reach.to);
    }
    if (term.kind === 'is' && term.field.name === 'tenant')
      reach.tenant = literal(term.pattern)?.toLowerCase();
  }
  return reach;
}
