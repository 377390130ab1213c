const positionLimit = 2 ** 48;
const indexLimit = 2 ** 20;

const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');

/**
 * The id of an event: a UUID in the layout of version 7 (RFC 9562 section 5.7) whose 74 free bits hold the
 * journal position (48 bits), the index of the record in its batch (20 bits) and six zeros. The same record
 * always gets the same id, also after a replay, and ids sort as the records were received and stored.
 * @param received receipt time, milliseconds since the epoch
 * @param position position of the batch in the journal, 0 to 2^48 - 1
 * @param index place of the record within its batch, 0 to 2^20 - 1
 * @throws RangeError when a number does not fit its bits
 */
export function eventId(received: number, position: number, index: number): string {
  const time = Math.floor(received);
  check('record index', index, indexLimit);
  if (time !== last.time || position !== last.position) last = startOf(time, position);
  return last.start + hex(last.low22 * 2 ** 26 + index * 2 ** 6, 12);
}

/** What the ids of one batch that was received at once have in common. */
let last = { time: -1, position: -1, start: '', low22: 0 };

function startOf(time: number, position: number): typeof last {
  check('receipt time', time, positionLimit);
  check('journal position', position, positionLimit);
  const randA = Math.floor(position / 2 ** 36);
  const low36 = position % 2 ** 36;
  const clockSeq = 0x8000 | Math.floor(low36 / 2 ** 22);
  const stamp = hex(time, 12);
  const start = `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex(randA, 3)}-${hex(clockSeq, 4)}-`;
  return { time, position, start, low22: low36 % 2 ** 22 };
}

function check(name: string, value: number, limit: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= limit) {
    throw new RangeError(`${name} ${value} does not fit an event id (0 to ${limit - 1})`);
  }
}
