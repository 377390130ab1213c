import type { Envelope } from '../../../contract/envelope.js';
import type { Random } from '../random.js';

/** An attack as it would show in the city's logs. */
export interface Attack {
  /** Short name, for the summary. */
  id: string;
  /**
   * @param start when it begins, milliseconds since the epoch
   * @returns its records in the order of their times
   */
  records(start: number, random: Random): Envelope[];
}

export const second = 1000;
export const minute = 60 * second;
