/** What differs between Node and a browser. The files of this folder run in both: no imports from outside it. */
export interface Crypto {
  sha256(bytes: Uint8Array): Promise<Uint8Array>;
  /** RFC 8032: Ed25519. */
  verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Something does not have the form that it must have. */
export class Refused extends Error {}

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** @throws Refused for bytes that are no UTF-8 */
export function textOf(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refused(`${what} is no UTF-8 text`);
  }
}

export function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @throws Refused unless it is lower-case hex of whole bytes */
export function fromHex(text: unknown, what: string): Uint8Array {
  if (typeof text !== 'string' || !/^(?:[0-9a-f]{2})*$/.test(text)) throw new Refused(`${what} is no hex`);
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** @throws Refused unless it is base64 (RFC 4648, 4) in its one canonical form */
export function fromBase64(text: string, what: string): Uint8Array {
  let binary: string;
  try {
    binary = atob(text);
    if (btoa(binary) === text) return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {}
  throw new Refused(`${what} is no base64`);
}

export const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
