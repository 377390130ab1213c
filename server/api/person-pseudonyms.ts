import { isIP } from 'node:net';
import type { PseudonymKind } from '../contract/pseudonym-state.js';
import { openPeriodKey } from '../identity/period-keys.js';
import { accountIn } from '../pseudonym/accounts.js';
import { folded } from '../pseudonym/characters.js';
import { Namer } from '../pseudonym/namer.js';
import { findPseudonyms, listPeriodKeys } from '../store/pseudonyms.js';
import type { RouteDeps } from './deps.js';

/** A pseudonym that somebody has, or would have, in a period. */
export interface PersonPseudonym {
  period: string;
  kind: PseudonymKind;
  pseudonym: string;
  /** Whether it was ever given. */
  given: boolean;
  /** As it was asked for. */
  clear: string;
}

/**
 * @param value a clear identifier: account, security identifier, mail address, computer or address
 * @returns its pseudonyms of all periods whose keys are there, oldest first
 */
export async function pseudonymsOf(
  { db, secretKey }: Pick<RouteDeps, 'db' | 'secretKey'>,
  tenant: string,
  value: string,
): Promise<PersonPseudonym[]> {
  const made: Omit<PersonPseudonym, 'given'>[] = [];
  for (const { period, from, sealed } of await listPeriodKeys(db, tenant)) {
    const key = openPeriodKey(secretKey, sealed, { tenant, period });
    const namer = new Namer(tenant, { period, from, key });
    for (const [kind, clear] of readings(value.trim()))
      made.push({ period, kind, pseudonym: namer.of(kind, clear), clear: value.trim() });
  }
  const names = made.map(({ pseudonym }) => pseudonym);
  const given = new Set((await findPseudonyms(db, tenant, names)).map(({ pseudonym }) => pseudonym));
  return made.map((each) => ({ ...each, given: given.has(each.pseudonym) }));
}

/** What a value can mean. */
function readings(value: string): [PseudonymKind, string][] {
  if (isIP(value) !== 0) return [['address', value]];
  if (/^s-1-5-21-/i.test(value)) return [['sid', value]];
  const account = accountIn(value);
  const user: [PseudonymKind, string][] = account === undefined ? [] : [['user', folded(account.name)]];
  if (value.includes('@')) return [['mail', value], ...user];
  return [...user, ['workstation', folded(value)]];
}

/** @returns a query of the search language that finds events with any of these */
export function queryOf(pseudonyms: readonly string[]): string {
  return pseudonyms.map((pseudonym) => `"${pseudonym}"`).join(' or ');
}
