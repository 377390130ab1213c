import type { Event, FieldValue } from '../../contract/event.js';
import type { Leaf } from '../sigma/expression.js';
import { type FieldReader, fieldReader } from './field-reader.js';
import { keywordTexts } from './keyword-text.js';
import {
  compileTextTest,
  type Folded,
  lowerCase,
  referenceTest,
  testTime,
  textOfValue,
} from './value-test.js';

/**
 * Evaluates one leaf without any cache.
 * @param read reader of the leaf's field
 */
export function interpretLeaf(leaf: Leaf, event: Event, read: FieldReader): boolean {
  return leafTest(leaf, read)(event);
}

/**
 * @param read reader of the leaf's field
 * @returns the leaf's test, to be asked of many events
 */
export function leafTest({ field, test }: Leaf, read: FieldReader): (event: Event) => boolean {
  const textTest = compileTextTest(test);
  const textHolds = (one: FieldValue): boolean => {
    const text = textOfValue(one);
    return text !== undefined && textTest!(text, lowerCase(text));
  };
  if (field === null) return (event) => textTest !== undefined && keywordTexts(event).some(textHolds);
  switch (test.kind) {
    case 'exists':
      return (event) => read(event) !== undefined;
    case 'null':
      return (event) => {
        const values = flatten(read(event));
        return values.length === 0 || values.includes(null);
      };
    case 'fieldref': {
      const readOther = fieldReader(test.names ?? [test.field]);
      const holds = referenceTest(test);
      return (event) => {
        const others = foldedTexts(readOther(event));
        return foldedTexts(read(event)).some((one) => others.some((other) => holds(one, other)));
      };
    }
    case 'time':
      return (event) => flatten(read(event)).some((one) => testTime(test, one));
    default:
      return (event) => flatten(read(event)).some(textHolds);
  }
}

/** @returns the single values: an array satisfies a test if any element does */
export function flatten(value: FieldValue | undefined): FieldValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}

function foldedTexts(value: FieldValue | undefined): Folded[] {
  const texts = flatten(value).map(textOfValue);
  return texts.filter((text) => text !== undefined).map((text) => ({ text, lower: lowerCase(text) }));
}
