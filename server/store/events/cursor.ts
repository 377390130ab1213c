import { GrundwachtError } from '../../contract/errors.js';
import { earliestTime, latestTime } from '../../contract/event-times.js';

/** Place of an event in the order of search results: newest first, then by id. */
export interface Place {
  time: number;
  id: string;
}

/** A place, and what `now` was at the first page: the same for all pages. */
export interface Cursor extends Place {
  now: number;
}

/** @returns the place as an opaque text for the next page */
export function encodeCursor({ time, id, now }: Cursor): string {
  return Buffer.from(JSON.stringify([time, id, now])).toString('base64url');
}

/** @throws GrundwachtError CURSOR_INVALID */
export function decodeCursor(cursor: string): Cursor {
  try {
    const [time, id, now, ...rest] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if ([time, now].every(isTime) && typeof id === 'string' && rest.length === 0) {
      return { time: time as number, id, now: now as number };
    }
  } catch {
    // Not JSON, or no list: the same as a wrong one.
  }
  throw new GrundwachtError('CURSOR_INVALID', 'the cursor was not given out by an event search');
}

function isTime(value: unknown): boolean {
  return Number.isSafeInteger(value) && earliestTime <= Number(value) && Number(value) <= latestTime;
}
