import { isIP } from 'node:net';

/** What the header at the beginning of a connection says (PROXY protocol, haproxy.org, versions 1 and 2). */
export type ProxyHeader =
  | { kind: 'incomplete' }
  /** `source` is undefined when the proxy speaks for itself (UNKNOWN, LOCAL) or not of TCP over IP. */
  | { kind: 'header'; source: string | undefined; length: number }
  | { kind: 'invalid'; reason: string };

const signature = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1');
/** Section 2.1: a version 1 header has 107 bytes at most, with its line end. */
const maxLine = 107;
/** Section 2.2 allows 65,535 bytes of addresses and TLVs; no proxy needs a tenth of this. */
const maxBinary = 4096;

/**
 * Reads the header of a connection's bytes so far.
 * @param bytes from the connection's first byte on
 */
export function parseProxyHeader(bytes: Buffer): ProxyHeader {
  if (bytes.length === 0) return { kind: 'incomplete' };
  if (bytes[0] === signature[0]) return parseBinary(bytes);
  const start = bytes.toString('latin1', 0, 6);
  if (!'PROXY '.startsWith(start)) return { kind: 'invalid', reason: 'no PROXY header' };
  const end = bytes.subarray(0, maxLine).indexOf('\r\n');
  if (end < 0)
    return bytes.length < maxLine
      ? { kind: 'incomplete' }
      : { kind: 'invalid', reason: 'PROXY line too long' };
  return parseLine(bytes.toString('latin1', 0, end), end + 2);
}

/** Section 2.1: `PROXY TCP4 source destination source-port destination-port`. */
function parseLine(line: string, length: number): ProxyHeader {
  const [, protocol, source = '', destination = '', ...ports] = line.split(' ');
  if (protocol === 'UNKNOWN') return { kind: 'header', source: undefined, length };
  const version = protocol === 'TCP4' ? 4 : protocol === 'TCP6' ? 6 : 0;
  const sound =
    version !== 0 &&
    isIP(source) === version &&
    isIP(destination) === version &&
    ports.length === 2 &&
    ports.every((port) => /^\d{1,5}$/.test(port));
  return sound ? { kind: 'header', source, length } : { kind: 'invalid', reason: 'malformed PROXY line' };
}

/** Section 2.2: signature, version and command, family and protocol, length, addresses. */
function parseBinary(bytes: Buffer): ProxyHeader {
  const seen = Math.min(bytes.length, signature.length);
  if (signature.compare(bytes, 0, seen, 0, seen) !== 0)
    return { kind: 'invalid', reason: 'no PROXY signature' };
  if (bytes.length < 16) return { kind: 'incomplete' };
  const [version, command, family] = [bytes[12]! >> 4, bytes[12]! & 15, bytes[13]!];
  const length = 16 + bytes.readUInt16BE(14);
  if (version !== 2 || command > 1) return { kind: 'invalid', reason: 'unknown PROXY version or command' };
  if (length > maxBinary) return { kind: 'invalid', reason: 'PROXY header too long' };
  if (bytes.length < length) return { kind: 'incomplete' };
  // LOCAL: the proxy's own connection, such as a health check.
  if (command === 0) return { kind: 'header', source: undefined, length };
  if (family === 0x11 && length >= 16 + 12)
    return { kind: 'header', source: [...bytes.subarray(16, 20)].join('.'), length };
  if (family === 0x21 && length >= 16 + 36)
    return { kind: 'header', source: ipv6(bytes.subarray(16, 32)), length };
  return family === 0
    ? { kind: 'header', source: undefined, length }
    : { kind: 'invalid', reason: 'PROXY header without TCP addresses' };
}

/** @returns RFC 5952 text of an IPv6 address */
function ipv6(bytes: Buffer): string {
  const words = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i).toString(16));
  // The URL parser compresses the longest row of zeros, as RFC 5952 4.2 asks.
  return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1);
}
