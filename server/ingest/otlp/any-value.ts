import { WireFault, type WireReader, wire } from './wire.js';

/** A value in OTLP's JSON encoding (opentelemetry.proto.common.v1.AnyValue). */
export type AnyValue = Record<string, unknown>;
export interface KeyValue {
  key: string;
  value?: AnyValue;
}

const depthLimit = 64;

/**
 * Reads an AnyValue.
 * @returns it as OTLP/JSON has it: 64-bit integers as text, bytes as base64, JSON's missing numbers as text
 * @throws WireFault
 */
export function readAnyValue(reader: WireReader, depth = 0): AnyValue {
  if (depth > depthLimit) throw new WireFault('a value is nested too deeply', 0);
  let value: AnyValue = {};
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) value = { stringValue: reader.text() };
    else if (reader.is(2, wire.varint)) value = { boolValue: reader.uint() !== 0 };
    else if (reader.is(3, wire.varint)) value = { intValue: String(reader.int64()) };
    else if (reader.is(4, wire.fixed64)) value = { doubleValue: finite(reader.double()) };
    else if (reader.is(5, wire.bytes))
      value = { arrayValue: { values: readValues(reader.message(), depth) } };
    else if (reader.is(6, wire.bytes))
      value = { kvlistValue: { values: readKeyValues(reader.message(), depth) } };
    else if (reader.is(7, wire.bytes)) value = { bytesValue: reader.bytes().toString('base64') };
    else reader.skip();
  }
  return value;
}

/** Protocol Buffers' JSON mapping. */
const finite = (number: number): number | string => (Number.isFinite(number) ? number : String(number));

function readValues(reader: WireReader, depth: number): AnyValue[] {
  const values: AnyValue[] = [];
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) values.push(readAnyValue(reader.message(), depth + 1));
    else reader.skip();
  }
  return values;
}

function readKeyValues(reader: WireReader, depth: number): KeyValue[] {
  const values: KeyValue[] = [];
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) values.push(readKeyValue(reader.message(), depth + 1));
    else reader.skip();
  }
  return values;
}

/**
 * Reads a KeyValue.
 * @throws WireFault
 */
export function readKeyValue(reader: WireReader, depth = 0): KeyValue {
  const found: KeyValue = { key: '' };
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) found.key = reader.text();
    else if (reader.is(2, wire.bytes)) found.value = readAnyValue(reader.message(), depth);
    else reader.skip();
  }
  return found;
}
