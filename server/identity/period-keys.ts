import { sealedWords } from './sealed-words.js';
import { openSecret, type SecretKey, sealSecret } from './secret-box.js';

/** Which key it is: a box opens for no other one. */
export interface PeriodKeyName {
  tenant: string;
  period: string;
}

const nameOf = ({ tenant, period }: PeriodKeyName): string => sealedWords.pseudonyms(tenant, period);

/** @returns a key for pseudonyms under the installation's key */
export function sealPeriodKey(secretKey: SecretKey, key: Uint8Array, name: PeriodKeyName): Buffer {
  return sealSecret(secretKey, key, nameOf(name));
}

/** @throws GrundwachtError CONFIG_INVALID when the installation's key is another one */
export function openPeriodKey(secretKey: SecretKey, sealed: Uint8Array, name: PeriodKeyName): Buffer {
  return openSecret(secretKey, sealed, nameOf(name));
}
