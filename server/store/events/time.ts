import { earliestTime, latestTime } from '../../contract/event-times.js';

/** A clock that is wrong by millennia must not stop the store: the original keeps what the record said. */
export function storableTime(time: number): number {
  return Number.isNaN(time) ? 0 : Math.trunc(Math.min(Math.max(time, earliestTime), latestTime));
}
