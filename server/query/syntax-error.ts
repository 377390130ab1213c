import { GrundwachtError } from '../contract/errors.js';
import type { Span } from './ast.js';

/** What is wrong with a query, for programs and for the texts on screen. */
export type QueryFault =
  | 'term_expected'
  | 'value_expected'
  | 'closing_expected'
  | 'closing_unexpected'
  | 'quote_open'
  | 'range_to_expected'
  | 'values_joined'
  | 'too_long'
  | 'too_deep'
  | 'too_many'
  | 'field_unknown'
  | 'number_expected'
  | 'time_expected'
  | 'network_invalid'
  | 'wildcard_here';

const sentences: Record<QueryFault, string> = {
  term_expected: 'a word, a "phrase", field:value or ( is expected',
  value_expected:
    'a value is expected: field:value, field:"a phrase", field:>=1, field:[a TO b] or field:(a or b)',
  closing_expected: 'the bracket that begins here is not closed',
  closing_unexpected: 'nothing was opened that this could close',
  quote_open: 'the quotation that begins here does not end',
  range_to_expected: 'a range is [from TO to], with { or } for an end that does not belong to it',
  values_joined: 'put "or" or "and" between values, or a text of several words into quotation marks',
  too_long: 'the query is too long',
  too_deep: 'brackets and "not" lie too deep in each other',
  too_many: 'the query has too many terms',
  field_unknown: 'no column has such a name; a wildcard in a name reaches columns only',
  number_expected: 'the field holds numbers',
  time_expected: 'a time is expected, such as 2026-11-01, 2026-11-01T08:30 or now-1h',
  network_invalid: 'an address or a network in CIDR notation is expected, such as 10.0.0.0/8',
  wildcard_here: 'a wildcard has no meaning here',
};

/** A query that cannot be read, with the place. */
export class QuerySyntaxError extends GrundwachtError {
  readonly fault: QueryFault;
  readonly span: Span;
  readonly suggestion: string | undefined;

  /** @param suggestion a known name that may have been meant */
  constructor(fault: QueryFault, span: Span, suggestion?: string) {
    const what = { message: sentences[fault] };
    const at = span.offset + 1;
    super(
      'QUERY_SYNTAX',
      suggestion === undefined
        ? { message: 'query, character {at}: {what}', values: { at, what } }
        : {
            message: 'query, character {at}: {what}; did you mean {suggestion}?',
            values: { at, what, suggestion },
          },
    );
    this.fault = fault;
    this.span = span;
    this.suggestion = suggestion;
  }
}
