import type { Pattern, Span } from './ast.js';
import type { Field } from './fields.js';
import type { Network } from './network.js';

/** An end of a range. */
export interface Limit<T> {
  value: T;
  inclusive: boolean;
}

/** What a query means, with every value of the type that its field is searched by. */
export type Meaning =
  | { kind: 'all' }
  | { kind: 'none' }
  | { kind: 'and' | 'or'; of: readonly Meaning[] }
  | { kind: 'not'; of: Meaning }
  /** In message, command line, own fields or original; upper and lower case are alike. */
  | { kind: 'text'; pattern: Pattern }
  | { kind: 'exists'; field: Field }
  /** The whole value, or a part of it for `text` and `original`; upper and lower case are alike. */
  | { kind: 'is'; field: Field; pattern: Pattern }
  /** As numbers; a value that is none lies in no range. */
  | { kind: 'numbers'; field: Field; from?: Limit<number>; to?: Limit<number> }
  /** In the order of lower-case text. */
  | { kind: 'order'; field: Field; from?: Limit<string>; to?: Limit<string> }
  /** Milliseconds since the epoch, from inclusive, to exclusive. */
  | { kind: 'time'; field: Field; from?: number; to?: number }
  | { kind: 'network'; field: Field; network: Network };

/** A field without a column of its own whose name is much like one's. */
export interface Doubt {
  field: string;
  suggestion: string;
  at: Span;
}
