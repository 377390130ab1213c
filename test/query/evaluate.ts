import type { Event, FieldValue } from '../../server/contract/event.js';
import type { Pattern, Query, Test } from '../../server/query/ast.js';
import { literal } from '../../server/query/ast.js';
import { fieldOf, searchColumns } from '../../server/query/fields.js';
import { type Clock, parseInstant } from '../../server/query/instant.js';
import { inNetwork, parseNetwork } from '../../server/query/network.js';

type Held = string | number | boolean;

/** The meaning of a query in the plainest code: the oracle of the property test. */
export function evaluate(query: Query, event: Event, clock: Clock): boolean {
  switch (query.kind) {
    case 'all':
      return true;
    case 'and':
      return query.of.every((each) => evaluate(each, event, clock));
    case 'or':
      return query.of.some((each) => evaluate(each, event, clock));
    case 'not':
      return !evaluate(query.of, event, clock);
    case 'text':
      return textAnywhere(query.pattern, event);
    case 'field':
      return namesOf(query.field).some((name) => passes(name, query.test, event, clock));
  }
}

function textAnywhere(pattern: Pattern, event: Event): boolean {
  const texts = [event.message, event['process.command_line'], decoded(event['event.original'])];
  const escaped = pattern.map((part) =>
    typeof part === 'string' ? JSON.stringify(part).slice(1, -1) : part,
  );
  return (
    texts.some((text) => text !== undefined && holds(text, pattern, 'part')) ||
    holds(JSON.stringify(event.fields), escaped, 'part')
  );
}

function namesOf(pattern: Pattern): string[] {
  const name = literal(pattern);
  if (name !== undefined) return [name];
  return [...searchColumns.keys()].filter((column) => expression(pattern, 'whole').test(column));
}

function passes(name: string, test: Test, event: Event, clock: Clock): boolean {
  const { kind } = fieldOf(name);
  const held = valuesOf(name, event);
  if (test.kind === 'exists') {
    return held.length > 0 || name === 'event.original' || Array.isArray(event.fields[name]);
  }
  if (kind === 'time') return held.some((value) => inTime(Number(value), test, clock));
  if (test.kind === 'is') {
    const text = literal(test.value.pattern);
    return held.some((value) => {
      if (kind === 'number' && text !== undefined) return value === Number(text);
      const network =
        text !== undefined && (kind === 'ip' || !test.value.quoted) ? parseNetwork(text) : undefined;
      if (network && (kind === 'ip' || (kind === 'own' && text?.includes('/')))) {
        return inNetwork(network, String(value));
      }
      return holds(
        String(value),
        test.value.pattern,
        kind === 'text' || kind === 'original' ? 'part' : 'whole',
      );
    });
  }
  const ends = [test.from, test.to].filter((end) => end !== undefined);
  const numeric = kind === 'number' || ends.every((end) => isNumber(end.value));
  return held.some((value) => {
    const compare = (end: string): number => {
      if (numeric) return isNumber(String(value)) ? Number(value) - Number(end) : Number.NaN;
      return Buffer.compare(Buffer.from(lower(String(value))), Buffer.from(lower(end)));
    };
    const { from, to } = test;
    const above = !from || compare(from.value) > 0 || (from.inclusive && compare(from.value) === 0);
    const below = !to || compare(to.value) < 0 || (to.inclusive && compare(to.value) === 0);
    return above && below;
  });
}

function inTime(at: number, test: Exclude<Test, { kind: 'exists' }>, clock: Clock): boolean {
  const instant = (text: string) => parseInstant(text, clock)!;
  if (test.kind === 'is') {
    const { from, to } = instant(literal(test.value.pattern)!);
    return from <= at && at < to;
  }
  const from = test.from && instant(test.from.value);
  const to = test.to && instant(test.to.value);
  return (
    (!from || at >= (test.from!.inclusive ? from.from : from.to)) &&
    (!to || at < (test.to!.inclusive ? to.to : to.from))
  );
}

function isNumber(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text);
}

function valuesOf(name: string, event: Event): Held[] {
  const held: FieldValue | Uint8Array | undefined = searchColumns.has(name)
    ? name === 'event.original'
      ? decoded(event['event.original'])
      : (event as unknown as Record<string, FieldValue>)[name]
    : Object.hasOwn(event.fields, name)
      ? event.fields[name]
      : undefined;
  if (held === undefined || held === null) return [];
  return Array.isArray(held) ? (held.filter((each) => each !== null) as Held[]) : [held as Held];
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** As DuckDB does it: a character becomes one. */
function lower(text: string): string {
  return [...text].map((c) => (c === 'İ' ? 'i' : c.toLowerCase())).join('');
}

function holds(text: string, pattern: Pattern, extent: 'whole' | 'part'): boolean {
  const caseless = pattern.map((part) => (typeof part === 'string' ? lower(part) : part));
  return expression(caseless, extent).test(lower(text));
}

/** Short texts of our own only: the expression needs no bound. */
function expression(pattern: Pattern, extent: 'whole' | 'part'): RegExp {
  const source = pattern
    .map((part) =>
      typeof part === 'string'
        ? part.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')
        : part.wildcard === '*'
          ? '.*'
          : '.',
    )
    .join('');
  return new RegExp(extent === 'whole' ? `^(?:${source})$` : source, 'su');
}
