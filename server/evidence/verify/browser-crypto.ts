/// <reference lib="dom" />
import type { Source } from './archive.js';
import type { Crypto } from './bytes.js';
import { verifyEd25519 } from './ed25519.js';

const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes);

/** Web Crypto; Ed25519 of our own where the browser has none (Chromium before 137, Firefox before 129). */
export const browserCrypto: Crypto = {
  sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', copy(bytes))),
  async verifySignature(key, message, signature) {
    try {
      const imported = await crypto.subtle.importKey('raw', copy(key), 'Ed25519', false, ['verify']);
      return await crypto.subtle.verify('Ed25519', imported, copy(signature), copy(message));
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (error.name !== 'NotSupportedError') return false;
      const sha512 = async (bytes: Uint8Array<ArrayBuffer>) =>
        new Uint8Array(await crypto.subtle.digest('SHA-512', bytes));
      return verifyEd25519(sha512, key, message, signature);
    }
  },
};

/** A file that a person chose; it is read in parts and goes nowhere. */
export function sourceOf(file: Blob): Source {
  const read = async (start: number, end: number) =>
    new Uint8Array(await file.slice(start, end).arrayBuffer());
  return { size: file.size, read };
}
