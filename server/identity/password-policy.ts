import { GrundwachtError } from '../contract/errors.js';
import type { FaultValues } from '../contract/fault.js';
import { guessBits } from './password-strength.js';

/** Shortest password that a person may choose (NIST SP 800-63B counts length, not kinds of signs). */
export const shortestPassword = 12;

/**
 * Tries that a password must withstand, as a logarithm to base 2. The throttle lets nobody make a million online, and
 * whoever has stolen the hashes pays 19 MiB and some 20 ms for each of these.
 */
export const fewestBits = 40;

/**
 * Holds a new password against the policy: length and a list of common passwords, no rules about kinds of signs and no
 * expiry (NIST SP 800-63B 3.1.1.2, BSI ORP.4.A22 and A23).
 * @param current the password before
 * @throws GrundwachtError VALIDATION, PASSWORD_TOO_COMMON
 */
export function checkPassword(password: string, username: string, current?: string): void {
  const refuse = (message: string, values: FaultValues = {}): never => {
    throw new GrundwachtError('VALIDATION', { pointer: '/new', message, values });
  };
  if ([...password].length < shortestPassword) {
    refuse('take at least {least} characters', { least: shortestPassword });
  }
  if (password === current) refuse('it must differ from the current password');
  const lower = password.toLowerCase();
  if (username.length >= 4 && lower.includes(username.toLowerCase()))
    refuse('it must not contain the user name');
  if (guessBits(password, [username]) < fewestBits) {
    throw new GrundwachtError('PASSWORD_TOO_COMMON', {
      pointer: '/new',
      message:
        'common words, years, repetitions and rows of keys are tried first; take four words that do not belong together, or let a password manager make one',
    });
  }
}
