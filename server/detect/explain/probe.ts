import type { Event } from '../../contract/event.js';
import { toDocument } from '../../contract/event-document.js';
import { eventTest } from '../match/event-test.js';
import { type FieldReader, fieldReader } from '../match/field-reader.js';
import { flatten, leafTest } from '../match/interpret.js';
import { compileTextTest, lowerCase, textOfValue } from '../match/value-test.js';
import type { PipelineRoute } from '../pipeline.js';
import { expressionAt, type ResolvedLeaf } from '../routing.js';
import type { Expression } from '../sigma/expression.js';
import type { FieldTest } from '../sigma/field-test.js';
import { type Span, spansOf } from './locate.js';

/** What an event has under one of its names. */
export interface Found {
  field: string;
  value: string;
  /** By which parts of the value a test holds; none: by the value as a whole. */
  spans: Span[];
}

/** Part of a rule, compiled for one route by what compiles rules. */
export interface Probe {
  holds(event: Event): boolean;
  /** @returns the values by which it holds for the event; nothing where it does not hold */
  found(event: Event): Found[];
}

interface LeafProbe {
  leaf: ResolvedLeaf;
  /** Whether the part holds where the leaf does; otherwise where it does not. */
  positive: boolean;
  holds(event: Event): boolean;
  readers: { name: string; read: FieldReader }[];
}

/** @param expression part of a rule, not yet routed */
export function probeOf(expression: Expression, route: PipelineRoute): Probe {
  const routed = expressionAt(expression, route);
  const test = eventTest(routed);
  const leaves = leafProbes(routed, true);
  return {
    holds: test,
    found: (event) => (test(event) ? leaves.flatMap((leaf) => foundBy(leaf, event)) : []),
  };
}

function leafProbes(expression: Expression, positive: boolean): LeafProbe[] {
  switch (expression.op) {
    case 'and':
    case 'or':
    case 'of':
      return expression.args.flatMap((arg) => leafProbes(arg, positive));
    case 'not':
      return leafProbes(expression.arg, !positive);
    case 'constant':
      return [];
    case 'leaf': {
      const leaf = expression as ResolvedLeaf;
      const read = leaf.names === null ? () => undefined : fieldReader(leaf.names);
      const readers = (leaf.names ?? []).map((name) => ({ name, read: fieldReader([name]) }));
      return [{ leaf, positive, holds: leafTest(leaf, read), readers }];
    }
  }
}

function foundBy({ leaf, positive, holds, readers }: LeafProbe, event: Event): Found[] {
  if (holds(event) !== positive) return [];
  if (leaf.names === null) return positive ? keywordFinds(leaf.test, event) : [];
  const reader = readers.find(({ read }) => read(event) !== undefined);
  if (reader === undefined) return [];
  const value = reader.read(event);
  const text = textOfValue(value);
  if (text !== undefined) {
    return [{ field: reader.name, value: text, spans: positive ? spansOf(leaf.test, text) : [] }];
  }
  return flatten(value).flatMap((one) => {
    const element = textOfValue(one);
    const counts = element !== undefined && (!positive || holdsForText(leaf.test, element));
    return counts ? [{ field: reader.name, value: element, spans: [] }] : [];
  });
}

function holdsForText(test: FieldTest, text: string): boolean {
  const textTest = compileTextTest(test);
  return textTest === undefined || textTest(text, lowerCase(text));
}

/** A keyword may stand in several places; in the record as it arrived it is only told where no field has it. */
function keywordFinds(test: FieldTest, event: Event): Found[] {
  const findIn = (field: string, value: string | undefined): Found[] =>
    value !== undefined && holdsForText(test, value) ? [{ field, value, spans: spansOf(test, value) }] : [];
  const own = Object.entries(event.fields).filter(
    ([field]) => field !== 'message' || event.message === undefined,
  );
  const found = [
    ...findIn('message', event.message),
    ...own.flatMap(([field, value]) => findIn(field, textOfValue(value))),
  ];
  if (found.length > 0) return found;
  const { 'event.original': original, 'event.original_encoding': encoding } = toDocument(event);
  return encoding === undefined ? findIn('event.original', original) : [];
}
