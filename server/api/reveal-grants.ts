import { createHash } from 'node:crypto';
import { dataKeyOf, halfOf } from '../pseudonym/seal.js';

interface Grant {
  /** Milliseconds since the epoch. */
  expires: number;
  /** Digests of what was approved: many records have one data key, also such as came later. */
  approved: Set<string>;
  /** The approving side's half of each data key, by the key. */
  halves: Map<string, Buffer>;
}

/**
 * What approvers have opened their side for. Only halves of the keys of what was approved are kept, never the private
 * key, and only in memory: after a restart they have to approve again.
 */
export class RevealGrants {
  readonly #grants = new Map<string, Grant>();

  /**
   * @param sealed all that may be seen
   * @param privateKey of the approving side
   */
  grant(id: string, sealed: readonly Uint8Array[], privateKey: Uint8Array, expires: number): void {
    const halves = new Map<string, Buffer>();
    const approved = new Set<string>();
    for (const record of sealed) {
      approved.add(digestOf(record));
      const key = dataKeyOf(record);
      if (!halves.has(key)) halves.set(key, halfOf(record, privateKey));
    }
    this.#grants.set(id, { expires, approved, halves });
  }

  has(id: string, now: number): boolean {
    return this.#valid(id, now) !== undefined;
  }

  /** @returns the approving side's half of what opens the record; undefined when that was not approved, or is over */
  half(id: string, sealed: Uint8Array, now: number): Buffer | undefined {
    const grant = this.#valid(id, now);
    return grant?.approved.has(digestOf(sealed)) ? grant.halves.get(dataKeyOf(sealed)) : undefined;
  }

  #valid(id: string, now: number): Grant | undefined {
    for (const [key, { expires }] of this.#grants) if (expires <= now) this.#grants.delete(key);
    return this.#grants.get(id);
  }
}

const digestOf = (sealed: Uint8Array): string => createHash('sha256').update(sealed).digest('base64');
