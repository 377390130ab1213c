import { createHash, randomBytes } from 'node:crypto';

/** @returns 256 random bits as base64url (43 characters) */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** @returns SHA-256 of a token: enough for 256 random bits, where a slow password hash would protect nothing more */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
