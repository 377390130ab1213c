/** Writes protobuf for the tests: an encoder of its own, so that the decoder is not checked against itself. */
type Field = [
  field: number,
  value: number | bigint | string | Buffer | { double: number } | { fixed32: number } | { fixed64: bigint },
];

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

function one([field, value]: Field): Buffer {
  const key = (type: number) => varint(BigInt(field * 8 + type));
  if (typeof value === 'number' || typeof value === 'bigint')
    return Buffer.concat([key(0), varint(BigInt(value))]);
  if (typeof value === 'string' || Buffer.isBuffer(value)) {
    const bytes = Buffer.from(value as Buffer);
    return Buffer.concat([key(2), varint(BigInt(bytes.length)), bytes]);
  }
  const bytes = Buffer.alloc('fixed32' in value ? 4 : 8);
  if ('double' in value) bytes.writeDoubleLE(value.double);
  else if ('fixed32' in value) bytes.writeUInt32LE(value.fixed32);
  else bytes.writeBigUInt64LE(value.fixed64);
  return Buffer.concat([key('fixed32' in value ? 5 : 1), bytes]);
}

/** @returns a message with these fields in this order */
export const message = (...fields: Field[]): Buffer => Buffer.concat(fields.map(one));

/** @returns a KeyValue */
export const keyValue = (key: string, value: Buffer): Buffer => message([1, key], [2, value]);

/** @returns an ExportLogsServiceRequest with one resource and one scope */
export const logsRequest = (resource: Buffer, scope: Buffer, ...records: Buffer[]): Buffer =>
  message([
    1,
    message([1, resource], [2, message([1, scope], ...records.map((record): Field => [2, record]))]),
  ]);
