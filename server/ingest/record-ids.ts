import { hash } from 'node:crypto';

/** 66 bits as base64. */
const keyLength = 11;

/**
 * Recognises a record that was sent again by the id that its sender gave it: a digest over whose it is, the id and the
 * content, so that a changed record under an old id is a new record and is stored.
 * @param owner collector and whatever else the id is unique within
 * @returns 11 characters of ASCII
 */
export function recordKey(owner: string, id: string, raw: Uint8Array): string {
  const content = hash('sha256', raw, 'base64');
  return hash('sha256', `${owner}\0${id}\0${content}`, 'base64').slice(0, keyLength);
}

/** The keys of the newest records that have an id and are in the journal. */
export class RecordIds {
  readonly #limit: number;
  /** In the order in which they came. */
  readonly #keys = new Set<string>();

  /** @param limit how many are remembered */
  constructor(limit = 1 << 18) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#keys.size;
  }

  has(key: string): boolean {
    return this.#keys.has(key);
  }

  add(key: string): void {
    this.#keys.add(key);
    if (this.#keys.size > this.#limit) this.#keys.delete(this.#keys.values().next().value!);
  }

  /** @returns all keys, one after the other */
  snapshot(): string {
    return [...this.#keys].join('');
  }

  /** Adds keys that stand one after the other. */
  restore(keys: string): void {
    for (let at = 0; at + keyLength <= keys.length; at += keyLength) this.add(keys.slice(at, at + keyLength));
  }
}
