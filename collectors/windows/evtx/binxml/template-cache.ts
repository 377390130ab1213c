import { Malformed } from './malformed.js';
import type { Fragment } from './node.js';

/** The templates of one chunk by the offset of their definition; each is parsed once, damaged ones included. */
export class TemplateCache {
  readonly #parsed = new Map<number, Fragment | Malformed>();
  readonly #open = new Set<number>();

  /**
   * @param offset of the definition in the chunk
   * @param parse reads it
   * @throws Malformed when the definition is damaged or contains an instance of itself
   */
  get(offset: number, parse: () => Fragment): Fragment {
    const known = this.#parsed.get(offset);
    if (known instanceof Malformed) throw new Malformed(known.at, `template is damaged: ${known.message}`);
    if (known !== undefined) return known;
    if (this.#open.has(offset)) throw new Malformed(offset, 'template contains itself');
    this.#open.add(offset);
    try {
      const fragment = parse();
      this.#parsed.set(offset, fragment);
      return fragment;
    } catch (error) {
      if (error instanceof Malformed) this.#parsed.set(offset, error);
      throw error;
    } finally {
      this.#open.delete(offset);
    }
  }
}
