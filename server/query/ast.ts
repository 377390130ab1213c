/** Where something stands in the query: index of its first character and number of characters (UTF-16). */
export interface Span {
  offset: number;
  length: number;
}

/** A text with wildcards: `*` any characters, `?` exactly one. Texts between them are without escapes. */
export type Pattern = readonly PatternPart[];
export type PatternPart = string | { readonly wildcard: '*' | '?' };

/** A value as it was written. In quotes it is a text and nothing else, except that a time is still a time. */
export interface Value {
  pattern: Pattern;
  quoted: boolean;
}

export interface Bound {
  value: string;
  inclusive: boolean;
}

/** What is asked of a field. */
export type Test =
  | { kind: 'exists' }
  | { kind: 'is'; value: Value }
  | { kind: 'range'; from?: Bound; to?: Bound };

/** A query as it was written, with the place of each term. Chains of the same operator are one node. */
export type Query =
  | { kind: 'all' }
  | { kind: 'and' | 'or'; of: readonly Query[] }
  | { kind: 'not'; of: Query }
  | { kind: 'text'; pattern: Pattern; at: Span }
  | { kind: 'field'; field: Pattern; test: Test; at: Span };

/** @returns the text of a pattern without wildcards, else undefined */
export function literal(pattern: Pattern): string | undefined {
  if (pattern.length === 0) return '';
  const [only] = pattern;
  return pattern.length === 1 && typeof only === 'string' ? only : undefined;
}

/** @returns the queries as one; chains within are taken apart */
export function joined(kind: 'and' | 'or', queries: readonly Query[]): Query {
  const of = queries.flatMap((query) => (query.kind === kind ? query.of : [query]));
  return of.length === 1 ? of[0]! : { kind, of };
}
