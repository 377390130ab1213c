import type { Event, FieldValue } from '../contract/event.js';
import { textColumns } from '../contract/event-columns.js';
import type {
  ActivePseudonyms,
  NewPseudonym,
  PeriodKey,
  PseudonymKind,
} from '../contract/pseudonym-state.js';
import { Exemptions, type FieldFacts, UserFields } from './accounts.js';
import { Identities } from './identities.js';
import { KnownAccounts } from './known-accounts.js';
import { Namer } from './namer.js';
import { Sealer } from './seal.js';
import { type OwnIdentities, TextReplacer } from './text-replacer.js';

/** Columns whose values the program gives, not the record. */
const fixed = new Set<string>([
  ...['event.kind', 'event.module', 'event.dataset', 'event.category', 'event.outcome'],
  ...['winlog.channel', 'winlog.record_id', 'observer.id', 'user.name'],
]);
const texts = textColumns.filter((name) => !fixed.has(name));
const hourMs = 3_600_000;
/** NIST SP 800-38D 8.3 allows far more under one key. */
const mostSealed = 2 ** 20;

/** What a pseudonym's clear value is sealed with. */
export const mappingContext = (tenant: string, pseudonym: string): string =>
  `pseudonym ${tenant} ${pseudonym}`;
/** What an event's original record is sealed with. */
export const recordContext = (tenant: string, event: string): string => `record ${tenant} ${event}`;

/** The events of one tenant: identifiers of persons become pseudonyms, the record as it arrived is sealed. */
export class Pseudonymiser {
  readonly #active: ActivePseudonyms;
  readonly #accounts: KnownAccounts;
  readonly #fields: UserFields;
  readonly #identities = new Identities();
  readonly #texts: TextReplacer;
  readonly #namers = new Map<string, Namer>();
  /** Of the fields of the event at work, in their order: each name is looked up once. */
  readonly #facts: FieldFacts[] = [];
  #sealer: Sealer;
  #sealerHour = -1;
  #news: NewPseudonym[] = [];

  constructor(active: ActivePseudonyms) {
    this.#active = active;
    const exempt = new Exemptions(active.settings.exempt);
    this.#accounts = new KnownAccounts(exempt);
    this.#fields = new UserFields(active.settings.user_fields);
    this.#texts = new TextReplacer(active.settings, exempt, this.#identities);
    this.#sealer = new Sealer(active.sealing);
  }

  /** Replaces and seals in place. The event's own identities are looked for in all of its texts. */
  replace(event: Event): void {
    const key = keyFor(this.#active.keys, event['event.ingested']);
    const namer = this.#namerOf(key);
    this.#renewSealer(event['event.ingested']);
    const own = this.#ownOf(event);
    this.#texts.begin();
    const user = event['user.name'];
    if (user !== undefined) event['user.name'] = this.#account(user, namer, own);
    for (const name of texts) {
      const value = event[name];
      if (value === undefined) continue;
      const replaced = this.#texts.replace(value, namer, own);
      if (replaced !== value) (event as unknown as Record<string, string>)[name] = replaced;
    }
    event.fields = this.#replaceFields(event.fields, namer, own);
    event['event.original'] = this.#sealer.seal(
      event['event.original'],
      recordContext(event.tenant, event.id),
    );
  }

  /** @returns pseudonyms that were given since the last call and may be new */
  takeNew(): NewPseudonym[] {
    const news = this.#news;
    if (news.length > 0) this.#news = [];
    return news;
  }

  #namerOf(key: PeriodKey): Namer {
    let namer = this.#namers.get(key.period);
    if (namer === undefined) {
      const { tenant } = this.#active;
      namer = new Namer(tenant, key, (kind, clear, pseudonym) =>
        this.#note(key.period, kind, clear, pseudonym),
      );
      this.#namers.set(key.period, namer);
    }
    return namer;
  }

  #note(period: string, kind: PseudonymKind, clear: string, pseudonym: string): void {
    const { tenant } = this.#active;
    const sealed = this.#sealer.seal(Buffer.from(clear), mappingContext(tenant, pseudonym));
    this.#news.push({ tenant, pseudonym, kind, period, sealed });
  }

  #renewSealer(time: number): void {
    const hour = Math.floor(time / hourMs);
    if (hour === this.#sealerHour && this.#sealer.count < mostSealed) return;
    // Records of a source that lags behind would make a new key for each of them.
    if (hour < this.#sealerHour && this.#sealer.count < mostSealed) return;
    if (this.#sealer.count > 0) this.#sealer = new Sealer(this.#active.sealing);
    this.#sealerHour = hour;
  }

  #ownOf(event: Event): OwnIdentities {
    const own: OwnIdentities = { users: [], short: [] };
    const { users } = this.#active.settings;
    if (users && event['user.name'] !== undefined) this.#addOwn(event['user.name'], own);
    let n = 0;
    for (const name in event.fields) {
      const facts = this.#fields.factsOf(name);
      this.#facts[n++] = facts;
      if (users && facts.account) this.#addOwn(event.fields[name], own);
    }
    return own;
  }

  #addOwn(value: FieldValue | undefined, own: OwnIdentities): void {
    if (Array.isArray(value)) for (const element of value) this.#addOwn(element, own);
    if (typeof value !== 'string') return;
    const account = this.#accounts.of(value);
    const { person, name, common } = account;
    if (!person || own.users.includes(name)) return;
    own.users.push(name);
    if (common) own.short.push(name);
    else if (account.addedIn !== this.#identities.generation) {
      this.#identities.add(name);
      account.addedIn = this.#identities.generation;
    }
  }

  #account(value: string, namer: Namer, own: OwnIdentities): string {
    if (!this.#active.settings.users) return this.#texts.replace(value, namer, own);
    // A computer's account has the computer's name.
    const { person, sid, from, to, name } = this.#accounts.of(value);
    if (!person || sid) return this.#texts.replace(value, namer, own);
    const rest = (text: string): string => (text === '' ? '' : this.#texts.replace(text, namer, own));
    return rest(value.slice(0, from)) + namer.of('user', name) + rest(value.slice(to));
  }

  #replaceFields(fields: Event['fields'], namer: Namer, own: OwnIdentities): Event['fields'] {
    let renamed: [string, string][] | undefined;
    let n = 0;
    for (const name in fields) {
      const facts = this.#facts[n++]!;
      const value = fields[name];
      if (typeof value === 'string') {
        const replaced = facts.account
          ? this.#account(value, namer, own)
          : this.#texts.replace(value, namer, own);
        if (replaced !== value) fields[name] = replaced;
      } else if (Array.isArray(value)) fields[name] = this.#replaceArray(facts.account, value, namer, own);
      const newName = this.#replaceName(name, facts, namer, own);
      if (newName !== name) {
        renamed ??= [];
        renamed.push([name, newName]);
      }
    }
    return renamed === undefined ? fields : withNames(fields, new Map(renamed));
  }

  #replaceArray(account: boolean, values: FieldValue[], namer: Namer, own: OwnIdentities): FieldValue[] {
    return values.map((value) => {
      if (Array.isArray(value)) return this.#replaceArray(account, value, namer, own);
      if (typeof value !== 'string') return value;
      return account ? this.#account(value, namer, own) : this.#texts.replace(value, namer, own);
    });
  }

  /** A name of a person can be the name of a field of a JSON record. */
  #replaceName(name: string, facts: FieldFacts, namer: Namer, own: OwnIdentities): string {
    const { version } = this.#identities;
    if (own.short.length === 0 && facts.safeIn === version) return name;
    const replaced = this.#texts.replace(name, namer, own);
    if (replaced === name && own.short.length === 0) facts.safeIn = version;
    return replaced;
  }
}

/** @returns the key of the period in which the record was received; the first one for what is older than all */
export function keyFor(keys: readonly PeriodKey[], received: number): PeriodKey {
  for (let n = keys.length - 1; n > 0; n--) if (keys[n]!.from <= received) return keys[n]!;
  return keys[0]!;
}

function withNames(fields: Event['fields'], names: ReadonlyMap<string, string>): Event['fields'] {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [names.get(name) ?? name, value]));
}
