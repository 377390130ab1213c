import { createHash, createHmac } from 'node:crypto';
import type { PeriodKey, PseudonymKind } from '../contract/pseudonym-state.js';
import { detached } from './characters.js';

/** Of one kind. */
const most = 20_000;

/** Pseudonyms by clear values. */
interface Given {
  young: Map<string, string>;
  old: Map<string, string>;
}

const nothing = (): Given => ({ young: new Map(), old: new Map() });

/** Gives pseudonyms with the key of one period: the same clear value always gets the same one. */
export class Namer {
  readonly #key: PeriodKey;
  readonly #network: string;
  readonly #onNew: (kind: PseudonymKind, clear: string, pseudonym: string) => void;
  readonly #given: Record<PseudonymKind, Given> = {
    user: nothing(),
    sid: nothing(),
    mail: nothing(),
    workstation: nothing(),
    address: nothing(),
  };

  /** @param onNew hears of each value that was not given lately */
  constructor(
    tenant: string,
    key: PeriodKey,
    onNew: (kind: PseudonymKind, clear: string, pseudonym: string) => void = () => undefined,
  ) {
    this.#key = key;
    this.#network = networkOf(tenant);
    this.#onNew = onNew;
  }

  /** @param clear in whatever spelling; case does not count */
  of(kind: PseudonymKind, clear: string): string {
    const given = this.#given[kind];
    const young = given.young.get(clear);
    if (young !== undefined) return young;
    const old = given.old.get(clear);
    if (old !== undefined) {
      remember(given, clear, old);
      return old;
    }
    const digest = createHmac('sha256', this.#key.key)
      .update(`${kind}\0${clear.normalize('NFC').toLowerCase()}`)
      .digest();
    const pseudonym = written(kind, digest, this.#network);
    this.#onNew(kind, clear, pseudonym);
    remember(given, clear, pseudonym);
    return pseudonym;
  }
}

/** Values of records decide what is remembered, so there is a bound: two generations. */
function remember(given: Given, clear: string, pseudonym: string): void {
  if (given.young.size >= most) {
    given.old = given.young;
    given.young = new Map();
  }
  given.young.set(detached(clear), pseudonym);
}

/** @returns the pseudonym of a clear value in one period */
export function pseudonymOf(tenant: string, key: PeriodKey, kind: PseudonymKind, clear: string): string {
  return new Namer(tenant, key).of(kind, clear);
}

/** What a pseudonym looks like, to find them in texts. */
export const pseudonymPattern =
  /\b(?:(?:user|sid|ws)-[0-9a-hjkmnp-tv-z]{13}|mail-[0-9a-hjkmnp-tv-z]{13}@pseudonym\.invalid|fd[0-9a-f]{2}(?::[0-9a-f]{0,4}){2,7})/g;

/** @returns of what the whole text is a pseudonym; undefined: of nothing, or of something else, too */
export function pseudonymKindOf(text: string): PseudonymKind | undefined {
  const [found] = text.toLowerCase().match(pseudonymPattern) ?? [];
  if (found === undefined || found !== text.toLowerCase()) return undefined;
  const [word] = found.split('-', 1);
  if (word === 'ws') return 'workstation';
  return word === 'user' || word === 'sid' || word === 'mail' ? word : 'address';
}

function written(kind: PseudonymKind, digest: Buffer, network: string): string {
  switch (kind) {
    case 'user':
      return `user-${base32(digest)}`;
    case 'sid':
      return `sid-${base32(digest)}`;
    case 'workstation':
      return `ws-${base32(digest)}`;
    case 'mail':
      return `mail-${base32(digest)}@pseudonym.invalid`;
    case 'address':
      return addressOf(network + digest.toString('hex', 0, 10));
  }
}

const signs = '0123456789abcdefghjkmnpqrstvwxyz';

/** Crockford's base 32, lower case: 13 signs hold 65 bits, and no two of them look alike. */
function base32(digest: Buffer): string {
  let bits = digest.readBigUInt64BE(0) * 2n + BigInt(digest[8]! >> 7);
  let text = '';
  for (let n = 0; n < 13; n++) {
    text = signs[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}

/** RFC 4193: fd and 40 bits, as 12 hexadecimal digits; the tenant's own, so that pseudonyms of two never meet. */
function networkOf(tenant: string): string {
  return `fd${createHash('sha256').update(`pseudonyms of ${tenant}`).digest('hex').slice(0, 10)}`;
}

/** @returns the IPv6 address of 32 hexadecimal digits as RFC 5952 writes it */
function addressOf(hex: string): string {
  const groups = Array.from({ length: 8 }, (_, n) =>
    Number.parseInt(hex.slice(n * 4, n * 4 + 4), 16).toString(16),
  );
  let best = { from: 0, length: 1 };
  for (let from = 0; from < 8; from++) {
    let length = 0;
    while (groups[from + length] === '0') length++;
    if (length > best.length) best = { from, length };
  }
  if (best.length < 2) return groups.join(':');
  return `${groups.slice(0, best.from).join(':')}::${groups.slice(best.from + best.length).join(':')}`;
}
