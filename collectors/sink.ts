import type { Envelope } from '../server/contract/envelope.js';

/**
 * How far an input has read its source. It goes into the batch of the record that it belongs to, and so becomes durable
 * in the same write: after a crash record and position are both there, or neither is.
 */
export interface Mark {
  /** Names the source; the newest mark of a key counts. */
  readonly key: string;
  /** @returns what is kept, as JSON; undefined forgets the key. Called once, when the batch is closed. */
  value(): object | undefined;
}

/** Where receivers hand their records to. */
export interface Sink {
  /**
   * So much waits that a receiver that can make its peer wait should stop reading: what one sender floods in must
   * not make the others wait for long.
   */
  readonly crowded: boolean;
  /**
   * No more can be held. A receiver that cannot make its peer wait (UDP) drops and counts. Records written all the
   * same are taken: `write` never loses one.
   */
  readonly full: boolean;
  /** @param mark how far its source has been read with this record */
  write(envelope: Envelope, mark?: Mark): void;
  /** Keeps a position without a record. */
  mark(mark: Mark): void;
  /**
   * Resolves when `crowded` is false; those who wait are let go one by one.
   * @param source whose record comes next: the sources take turns, so that one with many connections gains nothing
   */
  drained(source: string): Promise<void>;
  /**
   * For protocols that acknowledge (RELP).
   * @param count of the records written last
   * @returns true as soon as all of them are durable: in the spool, or, without one, in the server's journal;
   * false when one of them was refused for good. Never settles when the collector stops before that.
   */
  committed(count: number): Promise<boolean>;
}
