import type { Envelope } from '../../contract/envelope.js';
import type { Event } from '../../contract/event.js';
import { reasonOf, Unparsable } from '../draft.js';
import { ipAddress } from '../ip.js';
import { applyProgram } from '../linux/program.js';
import { code, digits } from '../scan.js';
import { parse3164 } from './syslog3164.js';
import { parse5424 } from './syslog5424.js';

/** What a syslog header told. */
export interface SyslogHeader {
  /** Milliseconds since the epoch; undefined when the message had no readable stamp. */
  time: number | undefined;
  host: string | undefined;
  /** The program as written: `sshd(pam_unix)`, `postfix/smtpd`. */
  appname: string | undefined;
  procid: string | undefined;
  /** Index of the message's first character. */
  messageAt: number;
}

/** Fills `event` from an RFC 5424 or RFC 3164 message, told apart by the version after the PRI. */
export function normaliseSyslog(
  event: Event,
  text: string,
  envelope: Envelope,
  zone: string | undefined,
): void {
  const start = priority(event, text);
  const header =
    parse5424(event, text, start, zone) ?? parse3164(event, text, start, event['event.ingested'], zone);
  if (start === 0 && header.time === undefined && !isText(text)) {
    throw new Unparsable('neither PRI nor time stamp, and not text: not a syslog message');
  }
  if (header.time !== undefined) event['@timestamp'] = header.time;
  const host = header.host ?? (envelope.transport === 'file' ? undefined : ipAddress(envelope.source));
  if (host !== undefined) event['host.name'] = host;
  event.message = text.slice(header.messageAt, messageEnd(text));
  try {
    applyProgram(event, header, zone);
  } catch (error) {
    // What the header told stays, and so does what was read of the message before the fault.
    if (!(error instanceof Unparsable)) throw error;
    event['error.message'] = reasonOf(error, header.messageAt);
  }
}

/** Line ends and NULs behind the message are framing that a sender left in the record. */
function messageEnd(text: string): number {
  let end = text.length;
  while (end > 0 && frameEnds.has(text.charCodeAt(end - 1))) end--;
  return end;
}

const frameEnds = new Set([0, 10, 13]);

/**
 * Reads the PRI (RFC 5424 6.2.1): facility * 8 + severity.
 * @returns index after it; 0 when there is none (its value is then not invented)
 */
function priority(event: Event, text: string): number {
  if (text.charCodeAt(0) !== code.less) return 0;
  let end = 2;
  while (end < 5 && text.charCodeAt(end) !== code.greater) end++;
  const value = end < 5 ? digits(text, 1, end) : -1;
  if (value < 0 || value > 191) return 0;
  event['log.syslog.facility.code'] = value >> 3;
  event['event.severity'] = value & 7;
  return end + 1;
}

/**
 * Whether the text holds no control characters but tab, line ends, and what parts enriched audit records (a TLS hello or
 * a port scan does).
 */
function isText(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if ((c < 32 && c !== 9 && c !== 10 && c !== 13 && c !== 27 && c !== 29) || c === 127 || c === 0x2400)
      return false;
  }
  return text.length > 0;
}
