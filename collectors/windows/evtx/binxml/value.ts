import { Malformed } from './malformed.js';
import type { Fragment } from './node.js';
import { arrayFlag, binXmlType, type ValueType, valueTypes } from './value-types.js';

/** One value of a template instance: where its bytes are, decoded only when rendered. */
export interface Value {
  type: ValueType;
  bytes: Buffer;
  at: number;
  size: number;
  /** The parsed content, when the value is BinXML. */
  fragment: Fragment | undefined;
  /** The values of an array; undefined for a single value. */
  items: Value[] | undefined;
  /** Bound of the rendered size, characters. */
  weight: number;
}

/** What a value becomes in JSON. Integers beyond 2^53 are strings of digits. */
export type Scalar = string | number | boolean | null;

/**
 * @param code type code of the value's descriptor, array flag included
 * @param bytes the chunk
 * @param at offset of the value
 * @param size its length, bytes; the caller has checked that it lies in the chunk
 * @param parse parses a value of type BinXML and gives its weight
 * @throws Malformed when the type is unknown or the size does not fit it
 */
export function makeValue(
  code: number,
  bytes: Buffer,
  at: number,
  size: number,
  parse: (at: number, end: number) => { fragment: Fragment; weight: number },
): Value {
  const type = valueTypes[code & ~arrayFlag];
  if (type === undefined) throw new Malformed(at, `value type 0x${code.toString(16)} is unknown`);
  if ((code & arrayFlag) !== 0) return arrayValue(type, bytes, at, size);
  if (type.code === binXmlType) {
    const { fragment, weight } = parse(at, at + size);
    return { type, bytes, at, size, fragment, items: undefined, weight };
  }
  return singleValue(type, bytes, at, size);
}

function singleValue(type: ValueType, bytes: Buffer, at: number, size: number): Value {
  if (!type.fits(bytes, at, size)) throw new Malformed(at, `${type.name} cannot have ${size} bytes`);
  return { type, bytes, at, size, fragment: undefined, items: undefined, weight: 64 + 6 * size };
}

function arrayValue(type: ValueType, bytes: Buffer, at: number, size: number): Value {
  const items: Value[] = [];
  const end = at + size;
  for (let next = at; next < end; ) {
    const length = type.itemLength(bytes, next, end);
    if (length <= 0 || next + length > end) {
      throw new Malformed(next, `array of ${type.name} does not end with a whole item`);
    }
    items.push(singleValue(type, bytes, next, length));
    next += length;
  }
  const weight = items.reduce((sum, item) => sum + item.weight, 64);
  return { type, bytes, at, size, fragment: undefined, items, weight };
}

/** @returns whether the value is of type null, so that optional substitutions of it leave their element out */
export function isNull(value: Value | undefined): boolean {
  return value === undefined || value.type.code === 0;
}

/** @returns the value as Windows writes it in Event XML, not yet escaped; an array's items are joined by commas */
export function valueText(value: Value): string {
  if (value.items !== undefined) return value.items.map(valueText).join(',');
  return value.type.text(value.bytes, value.at, value.size);
}

/** @returns the value for JSON; an array as its items */
export function valueScalar(value: Value): Scalar {
  if (value.items !== undefined) return valueText(value);
  return value.type.scalar(value.bytes, value.at, value.size);
}
