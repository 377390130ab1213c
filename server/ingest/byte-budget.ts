import { GrundwachtError } from '../contract/errors.js';

/** Bytes of bodies that may be under way at once, over all endpoints. */
export class ByteBudget {
  readonly #limit: number;
  #taken = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * @returns function that gives the bytes back
   * @throws GrundwachtError STORAGE_STALLED when they are not to be had
   */
  take(bytes: number): () => void {
    if (this.#taken > 0 && this.#taken + bytes > this.#limit) {
      throw new GrundwachtError(
        'STORAGE_STALLED',
        'too many batches wait for the disk; send it again later',
        { retryAfterSeconds: 1 },
      );
    }
    this.#taken += bytes;
    return () => {
      this.#taken -= bytes;
    };
  }
}
