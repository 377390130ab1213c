import { accountIn, type Exemptions } from './accounts.js';
import { detached, folded } from './characters.js';
import { firstWord, longestIdentity } from './identities.js';

/** What the value of a field of accounts says. */
export interface KnownAccount {
  /** Whether it names a person: somebody who is not exempt. */
  person: boolean;
  /** Place of the name in the value. */
  from: number;
  to: number;
  /** Folded. */
  name: string;
  /** A security identifier stands where the name should. */
  sid: boolean;
  /** A number or a short name: it stands in texts of others for something else. */
  common: boolean;
  /** State of the identities in which the name was added last. */
  addedIn: number;
}

const most = 20_000;
const longestValue = 256;

/** Reads values of fields of accounts; the same ones come again and again. */
export class KnownAccounts {
  readonly #exempt: Exemptions;
  readonly #known = new Map<string, KnownAccount>();

  constructor(exempt: Exemptions) {
    this.#exempt = exempt;
  }

  /** @returns what the caller may note the addition in */
  of(value: string): KnownAccount {
    const known = this.#known.get(value);
    if (known !== undefined) return known;
    const account = this.#read(value);
    if (value.length <= longestValue) {
      // Values come from records: bound what a stranger can make this process remember.
      if (this.#known.size >= most) this.#known.clear();
      this.#known.set(detached(value), account);
    }
    return account;
  }

  #read(value: string): KnownAccount {
    const { from, to, name } = accountIn(value) ?? { from: 0, to: 0, name: '' };
    const lower = detached(folded(name));
    return {
      person: name !== '' && !this.#exempt.has(name),
      from,
      to,
      name: lower,
      sid: /^s-1-\d/.test(lower),
      common: isCommon(lower),
      addedIn: -1,
    };
  }
}

const isCommon = (name: string): boolean =>
  name.length < 3 || name.length > longestIdentity || /^\d{1,4}$/.test(name) || firstWord(name).end === 0;
