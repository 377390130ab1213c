/** gRPC's status codes by HTTP status, for the body of an error (google.rpc.Status). */
const grpcCodes: Record<number, number> = { 400: 3, 401: 16, 413: 8, 415: 3, 429: 8, 503: 14 };

export interface Encoded {
  type: string;
  body: string | Buffer;
}

const types = { json: 'application/json', protobuf: 'application/x-protobuf' };
export type Encoding = keyof typeof types;

/**
 * ExportLogsServiceResponse: empty, or with `partial_success` when records were refused.
 * @param rejected how many
 */
export function logsReply(encoding: Encoding, rejected: number, reason: string): Encoded {
  const type = types[encoding];
  if (rejected === 0) return { type, body: encoding === 'json' ? '{}' : Buffer.alloc(0) };
  if (encoding === 'json') {
    const partialSuccess = { rejectedLogRecords: String(rejected), errorMessage: reason };
    return { type, body: JSON.stringify({ partialSuccess }) };
  }
  const partial = Buffer.concat([Buffer.from([0x08]), varint(rejected), text(2, reason)]);
  return { type, body: Buffer.concat([Buffer.from([0x0a]), varint(partial.length), partial]) };
}

/** google.rpc.Status for a request that was not taken. */
export function errorReply(encoding: Encoding, status: number, message: string): Encoded {
  const type = types[encoding];
  const code = grpcCodes[status] ?? (status < 500 ? 3 : 13);
  if (encoding === 'json') return { type, body: JSON.stringify({ code, message }) };
  return { type, body: Buffer.concat([Buffer.from([0x08]), varint(code), text(2, message)]) };
}

function text(field: number, value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([Buffer.from([field * 8 + 2]), varint(bytes.length), bytes]);
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  bytes.push(rest);
  return Buffer.from(bytes);
}
