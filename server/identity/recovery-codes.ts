import { createHash, randomInt } from 'node:crypto';

const codesAtOnce = 10;
/** Four groups of four of 32 signs: 80 bits. */
const groups = 4;
const groupLength = 4;
/** No sign that is taken for another; 32 of them. */
const signs = 'abcdefghijkmnpqrstuvwxyz23456789';

/** @returns codes for the day on which every other factor is lost, each good once */
export const newRecoveryCodes = (): string[] => Array.from({ length: codesAtOnce }, newCode);

const newCode = (): string =>
  Array.from({ length: groups }, () =>
    Array.from({ length: groupLength }, () => signs[randomInt(signs.length)]!).join(''),
  ).join('-');

/**
 * @param code as typed: case, blanks and dashes do not count
 * @returns what is stored of it: SHA-256, enough for 80 random bits
 */
export function recoveryCodeHash(accountId: string, code: string): Buffer {
  const bare = code.toLowerCase().replace(/[^a-z0-9]/g, '');
  return createHash('sha256').update(`${accountId}:${bare}`).digest();
}
