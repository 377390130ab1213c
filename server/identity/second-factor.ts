import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { SessionMethod } from '../contract/identity.js';
import { findTotp, takeRecoveryCode, takeTotpStep } from '../store/second-factors.js';
import type { Database } from '../store/tables.js';
import type { Account } from '../store/users.js';
import { recoveryCodeHash } from './recovery-codes.js';
import { sealedWords } from './sealed-words.js';
import { openSecret, type SecretKey, sealSecret } from './secret-box.js';
import type { LoginThrottle, ThrottleLimits } from './throttle.js';
import { totpStep } from './totp.js';

/**
 * Whoever guesses codes knows the password already, so tries count by account alone, whatever the address: 480 a day
 * at most, of a million codes of which three are good.
 */
export const secondFactorLimits: ThrottleLimits = {
  window: 15 * 60_000,
  perUserAndAddress: 5,
  perAddress: 5,
};

/** @returns a secret as it is stored */
export const sealTotp = (key: SecretKey, accountId: string, secret: string): Buffer =>
  sealSecret(key, secret, sealedWords.codes(accountId));

export interface SecondFactorContext {
  db: Kysely<Database>;
  secretKey: SecretKey;
  factorThrottle: LoginThrottle;
  /** Milliseconds since the epoch. */
  now: number;
}

/**
 * Checks a code by time or a recovery code, and uses it up.
 * @returns which of the two it was
 * @throws GrundwachtError RATE_LIMITED, SECOND_FACTOR_WRONG
 */
export async function redeemCode(
  { db, secretKey, factorThrottle, now }: SecondFactorContext,
  { id }: Account,
  code: string,
): Promise<Extract<SessionMethod, 'totp' | 'recovery'>> {
  factorThrottle.begin(id, id, now);
  const typed = code.replace(/\s/g, '');
  const method = /^\d{6}$/.test(typed) ? 'totp' : 'recovery';
  const right =
    method === 'totp'
      ? await isRightTotp(db, secretKey, { id, code: typed, now })
      : await takeRecoveryCode(db, id, recoveryCodeHash(id, typed));
  if (!right) throw new GrundwachtError('SECOND_FACTOR_WRONG');
  factorThrottle.succeed(id, id);
  return method;
}

async function isRightTotp(
  db: Kysely<Database>,
  key: SecretKey,
  { id, code, now }: { id: string; code: string; now: number },
): Promise<boolean> {
  const totp = await findTotp(db, id);
  if (totp === undefined) return false;
  const step = totpStep(openSecret(key, totp.secret, sealedWords.codes(id)).toString(), code, now);
  return step !== undefined && (await takeTotpStep(db, id, step));
}
