import type { Event, FieldValue } from '../contract/event.js';
import type { IndicatorKind } from '../contract/indicator-kinds.js';
import type { LiveIndicatorList } from '../contract/indicator-state.js';
import { AddressTable } from './addresses.js';
import { eachToken, isHash, isToken } from './tokens.js';
import { canonicalUrl, urlsIn } from './url.js';

/** Columns with texts that values are looked for in, beside the own fields. */
export const searchedColumns = [
  'message',
  'process.command_line',
  'process.executable',
  'process.name',
  'user.name',
] as const;
/** Columns with addresses; addresses and networks are compared with these alone. */
export const addressColumns = ['source.ip', 'destination.ip'] as const;
const pathColumns = new Set<string>(['process.executable', 'process.name']);

/** What is looked at of an event: an {@link Event}, or its document. */
export type Looked = Pick<
  Event,
  (typeof searchedColumns)[number] | (typeof addressColumns)[number] | 'fields'
>;

/** An indicator that an event has, with the column or own field that holds it. */
export interface Hit {
  list: LiveIndicatorList;
  kind: IndicatorKind;
  value: string;
  field: string;
}

interface Entry {
  list: LiveIndicatorList;
  kind: IndicatorKind;
  value: string;
  from: number;
  until: number;
  /** The same value in another list, or of another kind. */
  next: Entry | undefined;
}

/** Indicators told of one event at most. */
const mostHits = 20;
/** Elements of a list in an own field that are looked at. */
const mostElements = 100;

/** Compares events with lists of indicators. */
export class Matcher {
  readonly #addresses = new AddressTable<Entry>();
  readonly #hashes = new Map<string, Entry>();
  readonly #names = new Map<string, Entry>();
  readonly #emails = new Map<string, Entry>();
  readonly #files = new Map<string, Entry>();
  /** Names of files that are not one token. */
  readonly #oddFiles = new Map<string, Entry>();
  readonly #urls = new Map<string, Entry>();
  readonly #hosts = new Set<string>();
  readonly #isHost = (host: string): boolean => this.#hosts.has(host);
  /** What stands behind the last dot of names, addresses and files: most tokens end otherwise. */
  readonly #endings = new Set<string>();

  constructor(lists: readonly LiveIndicatorList[]) {
    for (const list of lists) {
      for (const [kind, value, from, until] of list.indicators) {
        this.#add({
          list,
          kind,
          value,
          from: from ?? Number.NEGATIVE_INFINITY,
          until: Math.min(until ?? Number.POSITIVE_INFINITY, list.expires ?? Number.POSITIVE_INFINITY),
          next: undefined,
        });
      }
    }
  }

  /** @returns whether an address is one of the indicators, or in one */
  hasAddress(address: string): boolean {
    return this.#addresses.find(address).length > 0;
  }

  /**
   * @param time milliseconds: only indicators that are valid then; undefined: all
   * @returns each indicator once, with the first field that has it
   */
  match(event: Looked, time?: number): Hit[] {
    const found = new Map<Entry, string>();
    if (this.#addresses.size > 0) {
      for (const column of addressColumns) {
        const address = event[column];
        if (address === undefined) continue;
        for (const entry of this.#addresses.find(address)) note(found, entry, column);
      }
    }
    for (const column of searchedColumns) {
      const text = event[column];
      if (text !== undefined) this.#lookIn(text, column, pathColumns.has(column), found);
    }
    // for-in: no array of names for each event. Own fields have no prototype's.
    for (const name in event.fields) this.#lookInField(event.fields[name], name, found);
    return found.size === 0 ? none : hitsOf(found, time);
  }

  #lookInField(value: FieldValue | undefined, name: string, found: Map<Entry, string>): void {
    if (typeof value === 'string') this.#lookIn(value, name, true, found);
    else if (Array.isArray(value)) {
      for (const element of value.slice(0, mostElements)) {
        if (typeof element === 'string') this.#lookIn(element, name, true, found);
      }
    }
  }

  #lookIn(text: string, field: string, mayBePath: boolean, found: Map<Entry, string>): void {
    if (this.#endings.size > 0 || this.#hashes.size > 0) {
      eachToken(text, (token, bits) => this.#lookUp(token, bits, field, found));
    }
    if (this.#urls.size > 0 && text.includes('://')) {
      for (const url of urlsIn(text, this.#isHost))
        note(found, this.#urls.get(canonicalUrl(url) ?? ''), field);
    }
    if (mayBePath && this.#oddFiles.size > 0) note(found, this.#oddFiles.get(baseName(text)), field);
  }

  #lookUp(token: string, bits: number, field: string, found: Map<Entry, string>): void {
    if (isHash(bits, token.length)) {
      note(found, this.#hashes.get(token.toLowerCase()), field);
      return;
    }
    // Most tokens end here: what ends otherwise is no indicator.
    const last = token.lastIndexOf('.');
    if (last < 0 || !this.#endings.has(token.slice(last + 1).toLowerCase())) return;
    const text = token.toLowerCase();
    if (this.#files.size > 0) note(found, this.#files.get(text), field);
    const sign = text.indexOf('@');
    if (sign >= 0) note(found, this.#emails.get(text), field);
    for (
      let name = text.slice(sign + 1), behind = name.indexOf('.');
      behind >= 0;
      behind = name.indexOf('.')
    ) {
      note(found, this.#names.get(name), field);
      name = name.slice(behind + 1);
    }
  }

  #add(entry: Entry): void {
    const { kind, value } = entry;
    if (kind === 'ip' || kind === 'network') {
      this.#addresses.add(value, entry, chained);
      return;
    }
    const map = this.#mapOf(kind, value);
    const there = map.get(value);
    map.set(value, there === undefined ? entry : chained(there, entry));
    if (kind === 'url') this.#hosts.add(new URL(value).hostname);
    if (map === this.#names || map === this.#emails || map === this.#files) {
      this.#endings.add(value.slice(value.lastIndexOf('.') + 1));
    }
  }

  #mapOf(kind: Exclude<IndicatorKind, 'ip' | 'network'>, value: string): Map<string, Entry> {
    if (kind === 'url') return this.#urls;
    if (kind === 'email') return this.#emails;
    if (kind === 'domain') return this.#names;
    if (kind === 'file_name') return isToken(value) && value.includes('.') ? this.#files : this.#oddFiles;
    return this.#hashes;
  }
}

const none: Hit[] = [];

function chained(there: Entry, entry: Entry): Entry {
  return { ...entry, next: there };
}

function note(found: Map<Entry, string>, entry: Entry | undefined, field: string): void {
  if (entry !== undefined && !found.has(entry)) found.set(entry, field);
}

function hitsOf(found: ReadonlyMap<Entry, string>, time: number | undefined): Hit[] {
  const hits: Hit[] = [];
  for (const [first, field] of found) {
    for (let entry: Entry | undefined = first; entry !== undefined; entry = entry.next) {
      const valid = time === undefined || (entry.from <= time && time < entry.until);
      if (valid && hits.length < mostHits) {
        hits.push({ list: entry.list, kind: entry.kind, value: entry.value, field });
      }
    }
  }
  return hits;
}

/** @returns what stands behind the last slash, of whichever kind, in lower case */
function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1).toLowerCase();
}
