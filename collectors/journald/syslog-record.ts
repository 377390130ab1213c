import { isUtf8 } from 'node:buffer';
import type { JournalEntry } from './export-decoder.js';

/** Where an entry lies in the journal it came from. */
export interface JournalPlace {
  cursor: string;
  /** When the journal received it, microseconds since the epoch. */
  time: number;
}

export interface JournalRecord extends Partial<JournalPlace> {
  raw: Buffer;
  truncated: boolean;
}

const defaultPriority = 6;
const facilities = { kernel: 0, daemon: 3 } as const;
/** The address of an entry in files of its machine, long and of no use elsewhere. */
const leftOut = new Set(['__CURSOR', 'MESSAGE']);

/**
 * Writes an entry as RFC 5424 syslog, so that programs are recognised as if they had sent it themselves. All fields
 * stand in the structured data `[journal NAME="value" ...]` (in an event `sd.journal.NAME`), bytes that are no UTF-8 in
 * base64 under `NAME.base64`; only `__CURSOR` is left out, and `MESSAGE` is the message.
 * @param maxBytes of the record; what exceeds them is cut off
 */
export function syslogRecord({ fields, truncated }: JournalEntry, maxBytes: number): JournalRecord {
  const first = new Map<string, Buffer>();
  for (const [name, value] of fields) if (!first.has(name)) first.set(name, value);
  const text = (name: string): string | undefined => first.get(name)?.toString();
  const received = Number(text('__REALTIME_TIMESTAMP') ?? Number.NaN);
  const header = [
    `<${priority(text)}>1`,
    stamp(Number(text('_SOURCE_REALTIME_TIMESTAMP') ?? received)),
    token(text('_HOSTNAME'), 255),
    token(text('SYSLOG_IDENTIFIER') ?? text('_COMM'), 48),
    token(text('SYSLOG_PID') ?? text('_PID'), 128),
    token(text('MESSAGE_ID'), 32),
  ];
  const data = fields.filter(([name]) => !leftOut.has(name)).map(parameter);
  const before = Buffer.from(`${header.join(' ')} [journal${data.join('')}] `);
  const raw = Buffer.concat([before, ...messages(fields)]);
  const cursor = text('__CURSOR');
  return {
    raw: raw.subarray(0, maxBytes),
    truncated: truncated || raw.length > maxBytes,
    ...(cursor === undefined ? {} : { cursor }),
    ...(Number.isFinite(received) ? { time: received } : {}),
  };
}

/** RFC 5424 6.2.1; what the kernel says has its own facility. */
function priority(text: (name: string) => string | undefined): number {
  const own = text('_TRANSPORT') === 'kernel' ? facilities.kernel : facilities.daemon;
  const facility = whole(text('SYSLOG_FACILITY'), 23) ?? own;
  return facility * 8 + (whole(text('PRIORITY'), 7) ?? defaultPriority);
}

function whole(text: string | undefined, limit: number): number | undefined {
  return text !== undefined && /^\d{1,3}$/.test(text) && Number(text) <= limit ? Number(text) : undefined;
}

/** RFC 5424 6.2.3, with the microseconds that the journal has. */
function stamp(microseconds: number): string {
  if (!Number.isSafeInteger(microseconds) || microseconds < 0 || microseconds > 253_402_300_799_000_000)
    return '-';
  const seconds = new Date(Math.floor(microseconds / 1e6) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(microseconds % 1e6).padStart(6, '0')}Z`;
}

/** RFC 5424 6: printable ASCII without spaces; the field itself stands in the structured data unchanged. */
function token(text: string | undefined, length: number): string {
  const clean = (text ?? '').replace(/[^\x21-\x7e]/g, '_').slice(0, length);
  return clean === '' ? '-' : clean;
}

/** RFC 5424 6.3: escaped, with a space before. */
function parameter([name, value]: [string, Buffer]): string {
  const clean = name.replace(/[^\x21-\x7e]|[="\]]/g, '_');
  if (!isUtf8(value)) return ` ${clean}.base64="${value.toString('base64')}"`;
  return ` ${clean}="${value.toString().replace(/["\\\]]/g, '\\$&')}"`;
}

/** Several of one entry stand in lines. */
function messages(fields: JournalEntry['fields']): Buffer[] {
  const all = fields.filter(([name]) => name === 'MESSAGE').map(([, value]) => value);
  return all.flatMap((value, i) => (i === 0 ? [value] : [Buffer.from('\n'), value]));
}
