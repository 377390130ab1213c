import { inNetwork, type Network, parseNetwork } from '../query/network.js';

/** The networks of persons' computers. */
export class ClientNetworks {
  readonly hasV4: boolean;
  readonly hasV6: boolean;
  readonly #v4: { from: number; to: number }[] = [];
  readonly #v6: Network[] = [];

  /** @param networks in CIDR notation; one that cannot be read is left out, the settings' check refuses it before */
  constructor(networks: readonly string[]) {
    for (const text of networks) {
      const network = parseNetwork(text);
      if (network?.version === 4) this.#v4.push(network);
      else if (network?.version === 6) this.#v6.push(network);
    }
    this.hasV4 = this.#v4.length > 0;
    this.hasV6 = this.#v6.length > 0;
  }

  /** @param address as a number */
  hasNumber(address: number): boolean {
    for (const { from, to } of this.#v4) if (from <= address && address <= to) return true;
    return false;
  }

  hasIpv6(address: string): boolean {
    return this.#v6.some((network) => inNetwork(network, address));
  }
}

/** An IPv4 address in a text. */
export interface Ipv4 {
  value: number;
  end: number;
}

/** @returns the dotted IPv4 address that stands at `from`, whole: undefined for `1.2.3` and `1.2.3.4.5` */
export function ipv4At(text: string, from: number): Ipv4 | undefined {
  let value = 0;
  let at = from;
  for (let octet = 0; octet < 4; octet++) {
    const begin = at;
    let number = 0;
    while (at < text.length && at - begin < 3 && isDigit(text.charCodeAt(at))) {
      number = number * 10 + text.charCodeAt(at++) - 48;
    }
    if (at === begin || number > 255) return undefined;
    value = value * 256 + number;
    if (octet < 3 && text.charCodeAt(at++) !== dot) return undefined;
  }
  if (isDigit(text.charCodeAt(at))) return undefined;
  if (text.charCodeAt(at) === dot && isDigit(text.charCodeAt(at + 1))) return undefined;
  if (from > 1 && text.charCodeAt(from - 1) === dot && isDigit(text.charCodeAt(from - 2))) return undefined;
  return { value, end: at };
}

const dot = 46;
const isDigit = (code: number): boolean => code >= 48 && code <= 57;
