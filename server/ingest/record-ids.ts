import { createHash } from 'node:crypto';

const idBytes = 8;

/**
 * Recognises a record that was sent again by the id that its sender gave it: a digest over whose it is, the id and the
 * content, so that a changed record under an old id is a new record and is stored.
 * @param owner collector and whatever else the id is unique within
 * @returns 8 bytes as a binary string
 */
export function recordKey(owner: string, id: string, raw: Uint8Array): string {
  const digest = createHash('sha256').update(`${owner}\0${id}\0`).update(raw).digest();
  return digest.toString('latin1', 0, idBytes);
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

  /** @returns all keys as base64 */
  snapshot(): string {
    return packKeys([...this.#keys]);
  }

  /** Adds what {@link snapshot} or {@link packKeys} gave. */
  restore(packed: string): void {
    const bytes = Buffer.from(packed, 'base64');
    for (let at = 0; at + idBytes <= bytes.length; at += idBytes)
      this.add(bytes.toString('latin1', at, at + idBytes));
  }
}

/** @returns the keys one after the other, as base64 */
export function packKeys(keys: readonly string[]): string {
  return keys.length === 0 ? '' : Buffer.from(keys.join(''), 'latin1').toString('base64');
}
