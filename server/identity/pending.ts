import { randomToken } from '../store/tokens.js';

interface Entry<T> {
  value: T;
  /** Milliseconds since the epoch. */
  until: number;
}

/** An office's people behind one address are fewer. */
const mostEntries = 20_000;

/**
 * What was begun and waits for its second step: half a login, a challenge to a passkey, a secret that is being set up.
 * Kept in memory: after a restart one begins again.
 */
export class Pending<T> {
  readonly #lifetime: number;
  readonly #entries = new Map<string, Entry<T>>();

  /** @param lifetime milliseconds */
  constructor(lifetime = 5 * 60_000) {
    this.#lifetime = lifetime;
  }

  /**
   * @param now milliseconds since the epoch
   * @returns the name under which it waits: 256 random bits as base64url
   */
  put(value: T, now: number): string {
    this.#makeRoom(now);
    const name = randomToken();
    this.#entries.set(name, { value, until: now + this.#lifetime });
    return name;
  }

  /** @returns what waits under a name; undefined when nothing does, or no longer */
  peek(name: string, now: number): T | undefined {
    const entry = this.#entries.get(name);
    return entry !== undefined && now < entry.until ? entry.value : undefined;
  }

  /** {@link peek}, and it waits no more: nothing is used twice. */
  take(name: string, now: number): T | undefined {
    const value = this.peek(name, now);
    this.#entries.delete(name);
    return value;
  }

  /** A Map keeps the order of insertion, so the oldest come first. */
  #makeRoom(now: number): void {
    for (const [name, { until }] of this.#entries) {
      if (now < until && this.#entries.size < mostEntries) return;
      this.#entries.delete(name);
    }
  }
}
