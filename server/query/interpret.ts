import { literal, type Query, type Test, type Value } from './ast.js';
import { type Field, fieldOf, searchColumns, similarColumn } from './fields.js';
import { type Clock, parseInstant } from './instant.js';
import type { Doubt, Limit, Meaning } from './meaning.js';
import { addressRange, parseNetwork } from './network.js';
import { type QueryFault, QuerySyntaxError } from './syntax-error.js';
import { matchesWhole } from './wildcards.js';

type FieldQuery = Extract<Query, { kind: 'field' }>;
type Range = Extract<Test, { kind: 'range' }>;

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const zeroAddress = { 4: '0.0.0.0', 6: '::' } as const;
const lastAddress = { 4: '255.255.255.255', 6: 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' } as const;

/**
 * Gives every value of a query the type of its field.
 * @throws QuerySyntaxError (QUERY_SYNTAX) where a value is none of the field's
 */
export function interpret(query: Query, clock: Clock): Meaning {
  switch (query.kind) {
    case 'all':
      return query;
    case 'text':
      return { kind: 'text', pattern: query.pattern };
    case 'not':
      return { kind: 'not', of: interpret(query.of, clock) };
    case 'and':
    case 'or':
      return { kind: query.kind, of: query.of.map((each) => interpret(each, clock)) };
    case 'field':
      return fieldMeaning(query, clock);
  }
}

/** @returns what may be misspelt in a query, although it can be searched */
export function doubtsOf(query: Query): Doubt[] {
  if (query.kind === 'and' || query.kind === 'or') return query.of.flatMap(doubtsOf);
  if (query.kind === 'not') return doubtsOf(query.of);
  const name = query.kind === 'field' ? literal(query.field) : undefined;
  const suggestion = name === undefined ? undefined : similarColumn(name);
  if (query.kind !== 'field' || name === undefined || suggestion === undefined) return [];
  return [{ field: name, suggestion, at: query.at }];
}

function fieldMeaning(query: FieldQuery, clock: Clock): Meaning {
  const name = literal(query.field);
  if (name !== undefined) return testMeaning(query, fieldOf(name), clock);
  const names = [...searchColumns.keys()].filter((column) => matchesWhole(query.field, column));
  if (names.length === 0) fail(query, 'field_unknown');
  return { kind: 'or', of: names.map((column) => columnMeaning(query, fieldOf(column), clock)) };
}

/** One of several columns: a value that cannot be one of its values is none. */
function columnMeaning(query: FieldQuery, field: Field, clock: Clock): Meaning {
  try {
    return testMeaning(query, field, clock);
  } catch (error) {
    if (error instanceof QuerySyntaxError) return { kind: 'none' };
    throw error;
  }
}

function testMeaning(query: FieldQuery, field: Field, clock: Clock): Meaning {
  const { test } = query;
  if (test.kind === 'exists') return { kind: 'exists', field };
  return test.kind === 'is'
    ? isMeaning(query, field, test.value, clock)
    : rangeMeaning(query, field, test, clock);
}

function isMeaning(query: FieldQuery, field: Field, { pattern, quoted }: Value, clock: Clock): Meaning {
  const text = literal(pattern);
  if (field.kind === 'time') {
    if (text === undefined) return fail(query, 'time_expected');
    return { kind: 'time', field, ...timeOf(query, text, clock) };
  }
  if (text === undefined) return { kind: 'is', field, pattern };
  if (field.kind === 'number') {
    const value = numberOf(query, text);
    return { kind: 'numbers', field, from: { value, inclusive: true }, to: { value, inclusive: true } };
  }
  const network = field.kind === 'ip' ? parseNetwork(text) : undefined;
  if (network !== undefined && (text.includes('/') || network.version === 6)) {
    return { kind: 'network', field, network };
  }
  if (field.kind === 'ip' && text.includes('/')) fail(query, 'network_invalid');
  const cidr = field.kind === 'own' && !quoted && text.includes('/') ? parseNetwork(text) : undefined;
  if (cidr !== undefined) return { kind: 'network', field, network: cidr };
  return { kind: 'is', field, pattern };
}

function rangeMeaning(query: FieldQuery, field: Field, { from, to }: Range, clock: Clock): Meaning {
  if (field.kind === 'time') {
    const first = from && timeOf(query, from.value, clock);
    const last = to && timeOf(query, to.value, clock);
    return {
      kind: 'time',
      field,
      ...(first && { from: from.inclusive ? first.from : first.to }),
      ...(last && { to: to.inclusive ? last.to : last.from }),
    };
  }
  if (field.kind === 'number' || [from, to].every((end) => end === undefined || number.test(end.value))) {
    const limit = (end: Limit<string>): Limit<number> => ({ ...end, value: numberOf(query, end.value) });
    return { kind: 'numbers', field, ...(from && { from: limit(from) }), ...(to && { to: limit(to) }) };
  }
  if (field.kind === 'ip') return addressMeaning(query, field, { from, to });
  return { kind: 'order', field, ...(from && { from }), ...(to && { to }) };
}

function addressMeaning(
  query: FieldQuery,
  field: Field,
  { from, to }: { from: Limit<string> | undefined; to: Limit<string> | undefined },
): Meaning {
  const version = parseNetwork((from ?? to)!.value)?.version;
  if (version === undefined) return fail(query, 'network_invalid');
  const network = addressRange(from?.value ?? zeroAddress[version], to?.value ?? lastAddress[version]);
  if (network === undefined) return fail(query, 'network_invalid');
  const ends = [
    ...(from && !from.inclusive ? [from.value] : []),
    ...(to && !to.inclusive ? [to.value] : []),
  ].map((end): Meaning => ({ kind: 'not', of: { kind: 'network', field, network: parseNetwork(end)! } }));
  return { kind: 'and', of: [{ kind: 'network', field, network }, ...ends] };
}

function timeOf(query: FieldQuery, text: string, clock: Clock): { from: number; to: number } {
  return parseInstant(text, clock) ?? fail(query, 'time_expected');
}

function numberOf(query: FieldQuery, text: string): number {
  const value = number.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : fail(query, 'number_expected');
}

function fail(query: FieldQuery, fault: QueryFault): never {
  const name = literal(query.field);
  throw new QuerySyntaxError(fault, query.at, name === undefined ? undefined : similarColumn(name));
}
