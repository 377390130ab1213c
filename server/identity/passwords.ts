import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP Password Storage Cheat Sheet: argon2id (this package's default), 19 MiB, 2 passes, 1 lane. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** @returns the argon2id hash of a password as PHC string */
export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), parameters);
}

let dummy: Promise<string> | undefined;

/**
 * @param phc the stored hash; undefined when there is no such user: then a dummy is verified, so that the answer
 * takes as long as for a user who exists
 */
export async function verifyPassword(phc: string | undefined, password: string): Promise<boolean> {
  dummy ??= hashPassword(randomBytes(16).toString('hex'));
  const matches = await verify(phc ?? (await dummy), password.normalize('NFC'));
  return phc !== undefined && matches;
}

/** 32 signs that nobody confuses when typing them from a screen. */
const signs = 'abcdefghijkmnpqrstuvwxyz23456789';

/** @returns a one-time password of 100 random bits, in four groups */
export function generatePassword(): string {
  const letters = [...randomBytes(20)].map((byte) => signs[byte % signs.length]);
  return [0, 5, 10, 15].map((at) => letters.slice(at, at + 5).join('')).join('-');
}
