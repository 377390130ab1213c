import type { Envelope } from '../server/contract/envelope.js';

/** Where receivers hand their records to. */
export interface Sink {
  /**
   * No more should be handed over for now. A receiver that can make its peer wait stops reading; one that
   * cannot (UDP) drops and counts. Records written all the same are taken: `write` never loses one.
   */
  readonly full: boolean;
  write(envelope: Envelope): void;
  /** Resolves when `full` is false. */
  drained(): Promise<void>;
}
