import { GrundwachtError } from '../contract/errors.js';

/** Where a page of a list ends: the next begins behind this row. */
export interface Keyset {
  /** Milliseconds since the epoch. */
  time: number;
  id: string;
  /** One digit, of lists that are sorted by a rank first. */
  rank?: number;
}

const form = /^(?:(\d)\.)?(-?\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** @returns an opaque text that {@link decodeCursor} reads */
export function encodeCursor({ time, id, rank }: Keyset): string {
  const before = rank === undefined ? '' : `${rank}.`;
  return Buffer.from(`${before}${time}.${id}`).toString('base64url');
}

/** @throws GrundwachtError CURSOR_INVALID */
export function decodeCursor(cursor: string): Keyset {
  const parts = form.exec(Buffer.from(cursor, 'base64url').toString());
  const time = Number(parts?.[2]);
  if (parts === null || Number.isNaN(new Date(time).getTime())) {
    throw new GrundwachtError('CURSOR_INVALID', {
      pointer: '/cursor',
      message: 'take the value of `next` from the page before',
    });
  }
  return { time, id: parts[3]!, ...(parts[1] !== undefined && { rank: Number(parts[1]) }) };
}
