import { literal, type Query, type Span } from './ast.js';
import type { Field } from './fields.js';
import type { Clock } from './instant.js';
import { interpret } from './interpret.js';
import type { Limit, Meaning } from './meaning.js';
import { printQuery } from './print.js';
import { sigmaValue } from './sigma-value.js';

/** A term of a query. */
export type Term = Extract<Query, { kind: 'field' | 'text' }>;

/** Why a term cannot be said in a Sigma rule: a rule looks at one event, whenever it comes. */
export type InexpressibleReason = 'time' | 'text_range' | 'address_range' | 'field_wildcard' | 'store_field';

/** A term that a draft leaves out. */
export interface Inexpressible {
  /** As the query language writes it. */
  term: string;
  reason: InexpressibleReason;
  at: Span;
}

/** A detection item with one value; key with modifiers. */
export interface Item {
  key: string;
  value: string | number | boolean;
}

/** A term in Sigma's words: items of which all must hold, or a keyword. */
export type SigmaTerm = { items: Item[] } | { keyword: string } | { reason: InexpressibleReason };

/** Columns that the store makes and no event of detection has. */
const storeFields = new Set(['id', 'tenant']);

/**
 * @returns the term in Sigma's words
 * @throws QuerySyntaxError where a value is none of the field's
 */
export function sigmaTerm(term: Term, clock: Clock): SigmaTerm {
  if (term.kind === 'text') return { keyword: sigmaValue(term.pattern, false).value };
  const name = literal(term.field);
  if (name === undefined) return { reason: 'field_wildcard' };
  if (storeFields.has(name)) return { reason: 'store_field' };
  const meaning = interpret(term, clock);
  if (meaning.kind === 'network') return networkTerm(term, name);
  return meaningTerm(meaning);
}

/** @returns what a draft tells of a term that it leaves out */
export function inexpressible(term: Term, reason: InexpressibleReason): Inexpressible {
  return { term: printQuery(term), reason, at: term.at };
}

function networkTerm({ test }: Extract<Query, { kind: 'field' }>, name: string): SigmaTerm {
  const text = test.kind === 'is' ? literal(test.value.pattern) : undefined;
  if (text === undefined) return { reason: 'address_range' };
  const value = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  return { items: [{ key: `${name}|cidr`, value }] };
}

function meaningTerm(meaning: Meaning): SigmaTerm {
  switch (meaning.kind) {
    case 'exists':
      return { items: [{ key: `${meaning.field.name}|exists`, value: true }] };
    case 'is':
      return valueTerm(meaning.field, meaning);
    case 'numbers':
      return { items: numberItems(meaning.field, meaning) };
    case 'time':
      return { reason: 'time' };
    case 'order':
      return { reason: 'text_range' };
    default:
      return { reason: 'address_range' };
  }
}

function valueTerm(field: Field, { pattern }: Extract<Meaning, { kind: 'is' }>): SigmaTerm {
  if (field.kind === 'original') return { keyword: sigmaValue(pattern, false).value };
  const { modifier, value } = sigmaValue(pattern, field.kind === 'text');
  return { items: [{ key: modifier === '' ? field.name : `${field.name}|${modifier}`, value }] };
}

function numberItems({ name }: Field, { from, to }: { from?: Limit<number>; to?: Limit<number> }): Item[] {
  if (from?.inclusive && to?.inclusive && from.value === to.value) return [{ key: name, value: from.value }];
  return [
    ...(from ? [{ key: `${name}|${from.inclusive ? 'gte' : 'gt'}`, value: from.value }] : []),
    ...(to ? [{ key: `${name}|${to.inclusive ? 'lte' : 'lt'}`, value: to.value }] : []),
  ];
}
