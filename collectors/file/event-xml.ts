import type { RecordReader } from './record.js';

const open = Buffer.from('<Event');
const close = Buffer.from('</Event>');
/** An event longer than this is given out cut, which the parser then reports as malformed. */
const eventLimit = 64 * 1024 * 1024;

/**
 * Event-XML files: a list of `<Event>` elements, with or without a root element (wevtutil writes none).
 * Each element's own bytes are the record. Windows escapes `<` in texts, so the end tag cannot occur inside.
 */
export const readEventXml: RecordReader = async function* (chunks) {
  let pending: Buffer = Buffer.alloc(0);
  /** Where the end tag is searched from: bytes before were searched already. */
  let searched = 0;
  for await (const chunk of chunks) {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
    for (;;) {
      const start = eventStart(pending);
      if (start < 0) {
        pending = pending.subarray(Math.max(0, pending.length - open.length));
        searched = 0;
        break;
      }
      const end = pending.indexOf(close, Math.max(start, searched));
      if (end < 0 && pending.length - start < eventLimit) {
        pending = pending.subarray(start);
        searched = Math.max(0, pending.length - close.length);
        break;
      }
      const to = end < 0 ? pending.length : end + close.length;
      yield { raw: pending.subarray(start, to), format: 'windows-xml', dataset: '' };
      pending = pending.subarray(to);
      searched = 0;
    }
  }
  const start = eventStart(pending);
  if (start >= 0) yield { raw: pending.subarray(start), format: 'windows-xml', dataset: '' };
};

/** @returns index of `<Event` followed by a space, `>` or line end (not `<Events` or `<EventID`), or -1 */
function eventStart(bytes: Buffer): number {
  for (let at = bytes.indexOf(open); at >= 0; at = bytes.indexOf(open, at + 1)) {
    const next = bytes[at + open.length];
    if (next === 62 || next === 32 || next === 10 || next === 13 || next === 9) return at;
  }
  return -1;
}
