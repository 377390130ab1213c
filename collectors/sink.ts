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
  /**
   * For protocols that acknowledge (RELP).
   * @param count of the records written last
   * @returns true as soon as all of them are durable: in the spool, or, without one, in the server's journal;
   * false when one of them was refused for good. Never settles when the collector stops before that.
   */
  committed(count: number): Promise<boolean>;
}
