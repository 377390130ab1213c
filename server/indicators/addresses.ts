import { ipv6Hex, parseNetwork } from '../query/network.js';

/** Looks addresses up among single ones and networks: as many look-ups as there are lengths of prefixes. */
export class AddressTable<T> {
  readonly #v4 = new Map<string, T>();
  readonly #v6 = new Map<string, T>();
  readonly #networks4 = new Map<number, Map<number, T>>();
  readonly #networks6 = new Map<number, Map<string, T>>();

  get size(): number {
    return this.#v4.size + this.#v6.size + this.#networks4.size + this.#networks6.size;
  }

  /**
   * @param text an address or network in CIDR notation
   * @param merge makes one value of the one that is there and the new one
   */
  add(text: string, value: T, merge: (there: T, value: T) => T): void {
    const put = <K>(map: Map<K, T>, key: K): void => {
      const there = map.get(key);
      map.set(key, there === undefined ? value : merge(there, value));
    };
    const network = parseNetwork(text);
    if (network === undefined) return;
    const prefix = text.includes('/') ? Number(text.slice(text.indexOf('/') + 1)) : undefined;
    if (network.version === 4) {
      if (prefix === undefined) put(this.#v4, text);
      else put(ofPrefix(this.#networks4, prefix), network.from / 2 ** (32 - prefix));
    } else if (prefix === undefined) put(this.#v6, network.from);
    else put(ofPrefix(this.#networks6, prefix), masked(network.from, prefix));
  }

  /** @returns what is there for the address itself and for the networks that it lies in; an address as events have it */
  find(address: string): T[] {
    return address.includes(':') ? this.#find6(address) : this.#find4(address);
  }

  #find4(address: string): T[] {
    const found: T[] = [];
    push(found, this.#v4.get(address));
    if (this.#networks4.size === 0) return found;
    const number = numberOf(address);
    for (const [prefix, networks] of this.#networks4) {
      push(found, networks.get(Math.floor(number / 2 ** (32 - prefix))));
    }
    return found;
  }

  #find6(address: string): T[] {
    const found: T[] = [];
    if ((this.#v6.size === 0 && this.#networks6.size === 0) || parseNetwork(address) === undefined)
      return found;
    const hex = ipv6Hex(address);
    push(found, this.#v6.get(hex));
    for (const [prefix, networks] of this.#networks6) push(found, networks.get(masked(hex, prefix)));
    return found;
  }
}

/** The same as `ipv4Number` without making texts of the octets: this is asked for every event. */
function numberOf(address: string): number {
  let number = 0;
  let octet = 0;
  for (let n = 0; n < address.length; n++) {
    const code = address.charCodeAt(n);
    if (code === 46) {
      number = number * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - 48;
  }
  return number * 256 + octet;
}

function push<T>(found: T[], value: T | undefined): void {
  if (value !== undefined) found.push(value);
}

function ofPrefix<K, T>(maps: Map<number, Map<K, T>>, prefix: number): Map<K, T> {
  const map = maps.get(prefix) ?? new Map<K, T>();
  maps.set(prefix, map);
  return map;
}

/** @param hex 32 hexadecimal digits; @returns the first `prefix` bits of them, the rest zero in the last digit */
function masked(hex: string, prefix: number): string {
  const whole = prefix >> 2;
  const bits = prefix & 3;
  if (bits === 0) return hex.slice(0, whole);
  const last = Number.parseInt(hex[whole]!, 16) & (0xf << (4 - bits)) & 0xf;
  return hex.slice(0, whole) + last.toString(16);
}
