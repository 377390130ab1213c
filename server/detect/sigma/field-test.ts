import type { CidrRange } from './cidr.js';
import type { Pattern } from './pattern.js';

export const comparisons = ['gt', 'gte', 'lt', 'lte'] as const;
export type Comparison = (typeof comparisons)[number];

/** Units of the time modifiers (Sigma 2.1, modifiers appendix, "Time Modifiers"). */
export const timeParts = ['minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type TimePart = (typeof timeParts)[number];

/** How two texts are compared by `fieldref`. */
export type Affix = 'equals' | 'startswith' | 'endswith' | 'contains';

/** Test of one value. An array satisfies it if any element does. */
export type FieldTest =
  | { kind: 'string'; pattern: Pattern; cased: boolean }
  /** The field is missing, null or an empty array; never `''`. */
  | { kind: 'null' }
  /** The field is present, whatever its value. */
  | { kind: 'exists' }
  | { kind: 'regex'; source: string; flags: string }
  | { kind: 'cidr'; range: CidrRange }
  | { kind: 'compare'; comparison: Comparison; number: number }
  /** `names`: those under which the events have the other field, in order; set where the log source is known. */
  | { kind: 'fieldref'; field: string; names?: readonly string[]; affix: Affix; cased: boolean }
  | { kind: 'time'; part: TimePart; comparison: Comparison | 'eq'; number: number };
