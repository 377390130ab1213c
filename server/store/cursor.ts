import { GrundwachtError } from '../contract/errors.js';

/** Where a page of a list ends: the next begins behind this row. */
export interface Keyset {
  /** Milliseconds since the epoch. */
  time: number;
  id: string;
}

const form = /^(-?\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** @returns an opaque text that {@link decodeCursor} reads */
export function encodeCursor(keyset: Keyset): string {
  return Buffer.from(`${keyset.time}.${keyset.id}`).toString('base64url');
}

/** @throws GrundwachtError CURSOR_INVALID */
export function decodeCursor(cursor: string): Keyset {
  const parts = form.exec(Buffer.from(cursor, 'base64url').toString());
  const time = Number(parts?.[1]);
  if (parts === null || Number.isNaN(new Date(time).getTime())) {
    throw new GrundwachtError('CURSOR_INVALID', '/cursor: take the value of `next` from the page before');
  }
  return { time, id: parts[2]! };
}
