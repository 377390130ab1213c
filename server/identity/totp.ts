import { generateSecret, generateURI, verifySync } from 'otplib';

/** RFC 6238 with what every authenticator app understands: HMAC-SHA-1, six digits, steps of 30 seconds. */
const period = 30;
/** One step to either side, for clocks that drift (RFC 6238, 5.2). */
const toleranceSeconds = period;
/** RFC 4226, 4 R6: 160 bits. */
const secretBytes = 20;

/** @returns a secret as base32 */
export const newTotpSecret = (): string => generateSecret({ length: secretBytes });

/** @returns the `otpauth:` URI that authenticator apps read from a QR code */
export const totpUri = (secret: string, account: string): string =>
  generateURI({ issuer: 'Grundwacht', label: account, secret, period });

/**
 * @param secret base32
 * @param code as typed
 * @param now milliseconds since the epoch
 * @returns the time step that the code belongs to; undefined for a wrong one. The caller takes no step twice.
 */
export function totpStep(secret: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const epoch = Math.floor(now / 1000);
  const result = verifySync({ secret, token: code, epoch, epochTolerance: toleranceSeconds, period });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}
