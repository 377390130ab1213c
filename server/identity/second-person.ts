import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { issuersOf } from '../store/account-issues.js';
import type { Database } from '../store/tables.js';

/** Through whose hands an account has gone. */
interface Hands {
  /** The account, and the members of tenants that gave it out, each to the next. */
  chain: Set<string>;
  /** Who gave out the last of these as the provider, or took its factors away. */
  others: Set<string>;
}

/**
 * Where two people decide, they have to be two: whoever gives out an account knows its first password, and can be the
 * person behind it. Two accounts that the provider gave out are two people all the same: the provider has to be
 * trusted with that, unless it is one of the two.
 * @param db which sees the acts of all tenants
 * @throws GrundwachtError FORBIDDEN when one account was given out by the other, or both by one member
 */
export async function mustBeTwo(db: Kysely<Database>, first: string, second: string): Promise<void> {
  const [one, other] = [await handsOf(db, first), await handsOf(db, second)];
  const shared =
    meet(one.chain, other.chain) || meet(one.others, other.chain) || meet(other.others, one.chain);
  if (shared)
    throw new GrundwachtError('FORBIDDEN', {
      message:
        'your account and that of {by} come from one hand; another person has to accept, or the provider gives you a new one-time password',
      values: { by: first },
    });
}

const meet = (some: Set<string>, others: Set<string>): boolean => [...some].some((each) => others.has(each));

async function handsOf(db: Kysely<Database>, username: string): Promise<Hands> {
  const hands: Hands = { chain: new Set(), others: new Set() };
  for (let account: string | undefined = username; account !== undefined && !hands.chain.has(account); ) {
    hands.chain.add(account);
    const { password, factors } = await issuersOf(db, account);
    for (const by of factors) hands.others.add(by);
    if (password?.tenant === null) hands.others.add(password.by);
    account = password !== undefined && password.tenant !== null ? password.by : undefined;
  }
  return hands;
}
