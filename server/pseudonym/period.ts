import type { Rotation } from '../contract/pseudonym-state.js';

/** A period for which one key holds; times in milliseconds since the epoch, UTC. */
export interface Period {
  period: string;
  from: number;
  /** Beginning of the next one. */
  to: number;
}

const months: Record<Rotation, number> = { month: 1, quarter: 3, year: 12 };

/** @returns the period of the calendar that a time lies in */
export function periodOf(rotation: Rotation, time: number): Period {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  const length = months[rotation];
  const first = Math.floor(date.getUTCMonth() / length) * length;
  return {
    period: nameOf(rotation, year, first),
    from: Date.UTC(year, first, 1),
    to: Date.UTC(year, first + length, 1),
  };
}

function nameOf(rotation: Rotation, year: number, month: number): string {
  if (rotation === 'year') return `${year}`;
  if (rotation === 'quarter') return `${year}-Q${month / 3 + 1}`;
  return `${year}-${String(month + 1).padStart(2, '0')}`;
}
