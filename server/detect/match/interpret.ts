import type { Event, FieldValue } from '../../contract/event.js';
import type { Leaf } from '../sigma/expression.js';
import { type FieldReader, fieldReader } from './field-reader.js';
import { keywordTexts } from './keyword-text.js';
import { compileTextTest, lowerCase, testReference, testTime, textOfValue } from './value-test.js';

/**
 * Evaluates one leaf without any cache.
 * @param read reader of the leaf's field
 */
export function interpretLeaf({ field, test }: Leaf, event: Event, read: FieldReader): boolean {
  if (field === null) {
    const textTest = compileTextTest(test);
    return textTest !== undefined && keywordTexts(event).some((text) => textTest(text, lowerCase(text)));
  }
  const value = read(event);
  if (test.kind === 'exists') return value !== undefined;
  const values = flatten(value);
  switch (test.kind) {
    case 'null':
      return values.length === 0 || values.includes(null);
    case 'fieldref': {
      const others = flatten(fieldReader([test.field])(event));
      return values.some((one) => others.some((other) => testReference(test, one, other)));
    }
    case 'time':
      return values.some((one) => testTime(test, one));
    default: {
      const textTest = compileTextTest(test)!;
      return values.some((one) => {
        const text = textOfValue(one);
        return text !== undefined && textTest(text, lowerCase(text));
      });
    }
  }
}

/** @returns the single values: an array satisfies a test if any element does */
export function flatten(value: FieldValue | undefined): FieldValue[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value.flatMap(flatten) : [value];
}
