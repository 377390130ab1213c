import { isIPv6 } from 'node:net';
import { GrundwachtError } from '../contract/errors.js';
import { normaliseUsername } from '../store/users.js';

/** How many failed logins are allowed within a window of time. */
export interface ThrottleLimits {
  /** Milliseconds, from the first failure on. */
  window: number;
  perUserAndAddress: number;
  perAddress: number;
}

export const defaultThrottleLimits: ThrottleLimits = {
  window: 5 * 60_000,
  perUserAndAddress: 5,
  perAddress: 50,
};

interface Failures {
  since: number;
  count: number;
}

const mostKeys = 20_000;

/**
 * Slows guessing of passwords down: by user and address, so that nobody can lock a colleague out from elsewhere,
 * and by address, against one password tried on many users. An attempt counts before its outcome is known, so
 * parallel attempts do not slip through.
 */
export class LoginThrottle {
  readonly #limits: ThrottleLimits;
  readonly #failures = new Map<string, Failures>();

  constructor(limits: ThrottleLimits = defaultThrottleLimits) {
    this.#limits = limits;
  }

  /**
   * Counts an attempt.
   * @param now milliseconds since the epoch
   * @throws GrundwachtError RATE_LIMITED with the seconds to wait
   */
  begin(username: string, address: string, now: number): void {
    const counters = keysOf(username, address).map((key) => this.#counter(key, now));
    const limits = [this.#limits.perUserAndAddress, this.#limits.perAddress];
    const waits = counters.flatMap(({ count, since }, index) =>
      count >= limits[index]! ? [since + this.#limits.window - now] : [],
    );
    if (waits.length > 0) {
      const seconds = Math.ceil(Math.max(...waits) / 1000);
      throw new GrundwachtError(
        'RATE_LIMITED',
        { message: 'too many failed logins; try again in {seconds} s', values: { seconds } },
        {
          retryAfterSeconds: seconds,
        },
      );
    }
    for (const counter of counters) counter.count++;
  }

  /** Takes the attempt of a login that succeeded back, and forgets the user's failures from this address. */
  succeed(username: string, address: string): void {
    const [pair, single] = keysOf(username, address);
    this.#failures.delete(pair!);
    const counter = this.#failures.get(single!);
    if (counter !== undefined) counter.count = Math.max(0, counter.count - 1);
  }

  #counter(key: string, now: number): Failures {
    const known = this.#failures.get(key);
    if (known !== undefined && now < known.since + this.#limits.window) return known;
    this.#failures.delete(key);
    this.#makeRoom(now);
    const fresh = { since: now, count: 0 };
    this.#failures.set(key, fresh);
    return fresh;
  }

  /** A Map keeps the order of insertion, so the oldest come first. */
  #makeRoom(now: number): void {
    for (const [key, { since }] of this.#failures) {
      if (now < since + this.#limits.window && this.#failures.size < mostKeys) return;
      this.#failures.delete(key);
    }
  }
}

function keysOf(username: string, address: string): [string, string] {
  const network = networkOf(address);
  return [JSON.stringify([normaliseUsername(username), network]), network];
}

/** One customer has a whole /64 of IPv6, so its addresses count as one (RFC 6177). */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped !== null) return mapped[1]!;
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const groups =
    tail === undefined
      ? before
      : [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':');
}
