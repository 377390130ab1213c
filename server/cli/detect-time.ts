import { isoTime } from '../normalise/time.js';

/** Event times that are looked at, milliseconds since the epoch. */
export interface TimeRange {
  /** Inclusive. */
  from: number;
  /** Exclusive. */
  to: number;
}

const [space, quote, comma, colon, openBrace] = [0x20, 0x22, 0x2c, 0x3a, 0x7b];

/** Keys of the event time, in the order in which the normaliser takes them. */
const keys = ['TimeCreated', 'SystemTime', 'UtcTime', 'EventTime', '@timestamp'].map((name) => ({
  name,
  bytes: Buffer.from(`"${name}"`),
}));

const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/i;

/**
 * Reads the event time of a flat Windows record (fields beside Channel and EventID) without parsing it.
 * @param line one JSON object without objects in it, in valid JSON
 * @returns milliseconds since the epoch, the same as `normalise` gives; undefined where that cannot be told here
 */
export function flatTime(line: Buffer): number | undefined {
  const found: Record<string, string> = {};
  for (const { name, bytes } of keys) {
    const at = line.indexOf(bytes);
    if (at < 0) continue;
    const text = beginsKey(line[at - 1]) ? plainValue(line, at + bytes.length) : undefined;
    // The last one of equal keys counts, and what looks like a key may be a value.
    if (text === undefined || line.indexOf(bytes, at + bytes.length) >= 0) return undefined;
    found[name] = text;
  }
  const { TimeCreated, SystemTime, UtcTime, EventTime } = found;
  const candidates = [
    exact(TimeCreated),
    SystemTime,
    UtcTime,
    exact(EventTime),
    found['@timestamp'],
    TimeCreated ?? EventTime,
  ];
  for (const text of candidates) {
    const time = text === undefined ? undefined : isoTime(text, 'UTC');
    if (time !== undefined) return time;
  }
  return undefined;
}

/** @returns whether a key can begin behind this byte: a quote behind a backslash is part of a text */
function beginsKey(before: number | undefined): boolean {
  return before === openBrace || before === comma || before === space;
}

/** @returns the text behind a key, when it is a short string without escapes */
function plainValue(line: Buffer, from: number): string | undefined {
  let at = from;
  while (line[at] === space) at++;
  if (line[at++] !== colon) return undefined;
  while (line[at] === space) at++;
  if (line[at++] !== quote) return undefined;
  const end = line.indexOf(quote, at);
  if (end < 0 || end - at > 40) return undefined;
  const text = line.toString('latin1', at, end);
  return text.includes('\\') ? undefined : text;
}

function exact(text: string | undefined): string | undefined {
  return text !== undefined && hasOffset.test(text) ? text : undefined;
}
