import { isIPv6 } from 'node:net';
import type { PseudonymSettings } from '../contract/pseudonym-state.js';
import { accountIn, type Exemptions } from './accounts.js';
import { characters, folded } from './characters.js';
import { ClientNetworks, ipv4At } from './client-networks.js';
import { firstWord, hashBegin, hashStep, type Identities, standsAt } from './identities.js';
import { findMails, type MailSpan } from './mails.js';
import type { Namer } from './namer.js';
import { NamePatterns } from './pattern.js';
import { endsFolder, endsValue, isAddressSign, isDigit, isHostSign, isQuote, isSlash } from './signs.js';

/** What an event itself says about persons. */
export interface OwnIdentities {
  /** Folded names of accounts. */
  users: string[];
  /** Of these, those that are too short or common to be looked for in other events' texts. */
  short: string[];
}

interface Found {
  from: number;
  to: number;
  text: string;
}

/** Words that say what stands behind them: a person's folder, an account, a security identifier. */
const folders = ['users', 'home', 'benutzer'];
const labels = [
  ...[
    'user',
    'username',
    'acct',
    'account',
    'login',
    'logname',
    'ruser',
    'suser',
    'duser',
    'srcuser',
    'dstuser',
  ],
  ...['uname', 'usr', 'benutzer', 'benutzername', 'upn', 'principal', 'xauthuser', 'unauthuser'],
];
const longestName = 64;
/** Shorter texts are read as fast as compared. */
const worthKeeping = 24;
const mostKept = 8;
const noMails: readonly MailSpan[] = [];

/** What a word may begin, as bits. */
const named = 1;
const workstation = 2;
const ipv4 = 4;
const ipv6 = 8;

/** Replaces what identifies persons in a text: one pass, each word is looked up once. */
export class TextReplacer {
  readonly #settings: PseudonymSettings;
  readonly #exempt: Exemptions;
  readonly #identities: Identities;
  readonly #networks: ClientNetworks;
  readonly #workstations: NamePatterns;
  readonly #folders: ReadonlySet<string>;
  readonly #labels: ReadonlySet<string>;
  /** Long texts of the event at work, and what became of them. */
  readonly #texts: string[] = [];
  readonly #results: string[] = [];
  #kept = 0;
  readonly #letters = characters().letters;
  readonly #fold = characters().fold;

  constructor(settings: PseudonymSettings, exempt: Exemptions, identities: Identities) {
    this.#settings = settings;
    this.#exempt = exempt;
    this.#identities = identities;
    this.#networks = new ClientNetworks(settings.client_networks);
    this.#workstations = new NamePatterns(settings.workstations);
    this.#folders = new Set(settings.users ? folders : []);
    this.#labels = new Set(settings.users ? labels : []);
    const words = [...this.#folders, ...this.#labels, ...(settings.sids ? ['s'] : [])];
    for (const word of words) identities.always(firstWord(word).hash);
  }

  /** Forgets the texts of the event before: what is replaced depends on the event's own identities. */
  begin(): void {
    this.#kept = 0;
  }

  /** @returns the text with pseudonyms; the very same text when there is nothing to replace */
  replace(text: string, namer: Namer, own: OwnIdentities): string {
    if (text.length < worthKeeping) return this.#scan(text, namer, own);
    // The columns repeat what stands in the record's own fields.
    for (let n = 0; n < this.#kept; n++) if (this.#texts[n] === text) return this.#results[n]!;
    const result = this.#scan(text, namer, own);
    if (this.#kept < mostKept) {
      this.#texts[this.#kept] = text;
      this.#results[this.#kept++] = result;
    }
    return result;
  }

  #scan(text: string, namer: Namer, own: OwnIdentities): string {
    const letters = this.#letters;
    const mails = text.includes('@') ? findMails(text) : noMails;
    const { length } = text;
    let [out, copied, at, nextMail] = ['', 0, 0, 0];
    let mailFrom = mails.length > 0 ? mails[0]!.from : length;
    while (at < length) {
      let found: Found | undefined;
      if (at >= mailFrom) {
        const mail = mails[nextMail++]!;
        mailFrom = nextMail < mails.length ? mails[nextMail]!.from : length;
        if (at > mail.from) continue;
        found = this.#mail(text, mail, namer, own);
      }
      let end = at;
      if (found === undefined) {
        // Nearly all time goes here: one look-up for each character, one for each word.
        let letter = letters[text.charCodeAt(at)]!;
        const first = letter;
        let hash = hashBegin;
        while (letter !== 0) {
          hash = hashStep(hash, letter);
          letter = ++end < length ? letters[text.charCodeAt(end)]! : 0;
        }
        if (end > at) {
          const looked = this.#lookedFor(text, at, end, first, hash, own);
          if (looked !== 0) found = this.#atWord(looked, text, at, end, namer, own);
        }
      }
      if (found !== undefined && found.from >= copied) {
        out += text.slice(copied, found.from) + found.text;
        copied = found.to;
        at = Math.max(found.to, at + 1);
      } else at = Math.max(end, at + 1);
    }
    return copied === 0 ? text : out + text.slice(copied);
  }

  /** @returns what may begin with a word, as bits: nothing for nearly every word of a text */
  #lookedFor(
    text: string,
    from: number,
    end: number,
    first: number,
    hash: number,
    own: OwnIdentities,
  ): number {
    let looked = this.#identities.mayBegin(hash) || own.short.length > 0 ? named : 0;
    if (end < text.length) {
      const next = text.charCodeAt(end);
      if (next === 46 && end - from <= 3 && isDigit(first) && this.#networks.hasV4) looked |= ipv4;
      if (next === 58 && end - from <= 4 && this.#networks.hasV6) looked |= ipv6;
    }
    const second = from + 1 < text.length ? this.#fold[text.charCodeAt(from + 1)]! : 0;
    return this.#workstations.mayBegin(first, second) ? looked | workstation : looked;
  }

  #atWord(
    looked: number,
    text: string,
    from: number,
    end: number,
    namer: Namer,
    own: OwnIdentities,
  ): Found | undefined {
    let found = (looked & ipv4) === 0 ? undefined : this.#ipv4(text, from, namer);
    if (found === undefined && (looked & ipv6) !== 0) found = this.#ipv6(text, from, namer);
    if (found !== undefined) return found;
    const word = (looked & named) === 0 ? '' : folded(text.slice(from, end));
    if (word !== '') {
      for (const name of own.short) {
        const to = standsAt(text, from, name);
        if (to > 0) return { from, to, text: namer.of('user', name) };
      }
      const identity = this.#identities.find(text, from, word);
      if (identity !== undefined) return { from, to: identity.end, text: namer.of('user', identity.name) };
    }
    if ((looked & workstation) !== 0) found = this.#workstation(text, from, namer);
    return found ?? (word === '' ? undefined : this.#behindWord(word, text, from, end, namer));
  }

  #mail(text: string, { from, at, to }: MailSpan, namer: Namer, own: OwnIdentities): Found | undefined {
    const local = text.slice(from, at);
    if (this.#exempt.has(local)) return undefined;
    const lower = folded(local);
    if (this.#settings.users && own.users.includes(lower))
      return { from, to: at, text: namer.of('user', lower) };
    return this.#settings.mails ? { from, to, text: namer.of('mail', text.slice(from, to)) } : undefined;
  }

  #ipv4(text: string, from: number, namer: Namer): Found | undefined {
    const address = ipv4At(text, from);
    if (address === undefined || !this.#networks.hasNumber(address.value)) return undefined;
    const { end } = address;
    const mapped = from >= 7 && /^::ffff:$/i.test(text.slice(from - 7, from)) ? 7 : 0;
    const pseudonym = namer.of('address', text.slice(from, end));
    // RFC 3986 3.2.2: a port behind an IPv6 address takes brackets.
    const port = text.charCodeAt(end) === 58 && isDigit(text.charCodeAt(end + 1));
    return { from: from - mapped, to: end, text: port ? `[${pseudonym}]` : pseudonym };
  }

  #ipv6(text: string, from: number, namer: Namer): Found | undefined {
    let end = from;
    while (end < text.length && end - from < 46 && isAddressSign(text.charCodeAt(end))) end++;
    while (end > from && text.charCodeAt(end - 1) === 46) end--;
    for (let to = end; to > from + 2; to--) {
      const address = text.slice(from, to);
      if (!isIPv6(address)) continue;
      return this.#networks.hasIpv6(address) ? { from, to, text: namer.of('address', address) } : undefined;
    }
    return undefined;
  }

  #workstation(text: string, from: number, namer: Namer): Found | undefined {
    let to = from;
    while (to < text.length && to - from < longestName && isHostSign(text.charCodeAt(to))) to++;
    while (to > from && text.charCodeAt(to - 1) === 45) to--;
    const name = folded(text.slice(from, to));
    if (name === '' || !this.#workstations.has(name)) return undefined;
    return { from, to, text: namer.of('workstation', name) };
  }

  #behindWord(word: string, text: string, from: number, end: number, namer: Namer): Found | undefined {
    if (word === 's') return this.#settings.sids ? this.#sid(text, from, end, namer) : undefined;
    if (this.#folders.has(word) && isSlash(text.charCodeAt(from - 1))) {
      const found = this.#folder(text, end, namer);
      if (found !== undefined) return found;
    }
    return this.#labels.has(word) ? this.#labelled(text, end, namer) : undefined;
  }

  /** S-1-5-21-domain-RID (MS-DTYP 2.4.2); RIDs below 1000 are those that every domain has. */
  #sid(text: string, from: number, end: number, namer: Namer): Found | undefined {
    if (!text.startsWith('-1-5-21-', end)) return undefined;
    let to = end + 8;
    let dashes = 0;
    let digits = 0;
    let rid = 0;
    for (; to < text.length; to++) {
      const code = text.charCodeAt(to);
      if (isDigit(code)) {
        rid = rid * 10 + code - 48;
        digits++;
      } else if (code === 45 && isDigit(text.charCodeAt(to + 1))) {
        dashes++;
        rid = 0;
      } else break;
    }
    if (dashes !== 3 || digits > 44 || rid < 1000) return undefined;
    return { from, to, text: namer.of('sid', text.slice(from, to)) };
  }

  /** `C:\Users\name\`, also with doubled backslashes, and `/home/name/`. */
  #folder(text: string, end: number, namer: Namer): Found | undefined {
    let from = end;
    while (isSlash(text.charCodeAt(from))) from++;
    if (from === end || from - end > 4) return undefined;
    let to = from;
    let space = -1;
    while (to < text.length && to - from <= longestName && !endsFolder(text.charCodeAt(to))) {
      if (space < 0 && text.charCodeAt(to) === 32) space = to;
      to++;
    }
    // A name with a space only where the path goes on behind it.
    if (space >= 0 && (!isSlash(text.charCodeAt(to)) || text.charCodeAt(to - 1) === 32)) to = space;
    return this.#person(text, from, to, namer);
  }

  /** `user=name`, `"user":"name"`, `acct="name"`. */
  #labelled(text: string, end: number, namer: Namer): Found | undefined {
    let at = end;
    if (isQuote(text.charCodeAt(at))) at++;
    const sign = text.charCodeAt(at);
    if (sign !== 61 && sign !== 58) return undefined;
    at++;
    if (sign === 58 && text.charCodeAt(at) === 32 && isQuote(text.charCodeAt(at + 1))) at++;
    const quote = isQuote(text.charCodeAt(at)) ? text.charCodeAt(at++) : 0;
    let to = at;
    while (to < text.length && to - at <= longestName) {
      const code = text.charCodeAt(to);
      if (quote === 0 ? endsValue(code) : code === quote) break;
      to++;
    }
    const account = accountIn(text.slice(at, to));
    return account && this.#person(text, at + account.from, at + account.to, namer);
  }

  #person(text: string, from: number, to: number, namer: Namer): Found | undefined {
    const name = text.slice(from, to);
    if (name.length < 2 || firstWord(name).end === 0 || this.#exempt.has(name)) return undefined;
    return { from, to, text: namer.of('user', folded(name)) };
  }
}
