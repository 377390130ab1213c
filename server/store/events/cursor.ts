import { GrundwachtError } from '../../contract/errors.js';

/** Place of an event in the order of search results: newest first, then by id. */
export interface Place {
  time: number;
  id: string;
}

/** @returns the place as an opaque text for the next page */
export function encodeCursor({ time, id }: Place): string {
  return Buffer.from(JSON.stringify([time, id])).toString('base64url');
}

/** @throws GrundwachtError CURSOR_INVALID */
export function decodeCursor(cursor: string): Place {
  try {
    const [time, id, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (Number.isSafeInteger(time) && typeof id === 'string' && rest.length === 0) {
      return { time: time as number, id };
    }
  } catch {
    // Not JSON, or no list: the same as a wrong one.
  }
  throw new GrundwachtError('CURSOR_INVALID', 'the cursor was not given out by an event search');
}
