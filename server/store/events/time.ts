const earliest = Date.parse('0001-01-01T00:00:00Z');
const latest = Date.parse('9999-12-31T23:59:59.999Z');

/** A clock that is wrong by millennia must not stop the store: the original keeps what the record said. */
export function storableTime(time: number): number {
  return Number.isNaN(time) ? 0 : Math.trunc(Math.min(Math.max(time, earliest), latest));
}
