import type { Event } from '../../contract/event.js';
import { code, isDigit, wordEnd } from '../scan.js';
import { isoStamp } from '../time.js';
import { structuredData } from './structured-data.js';
import type { SyslogHeader } from './syslog.js';

const bom = 0xfeff;

/**
 * Reads an RFC 5424 message (section 6) after its PRI; structured data goes into `fields` as `sd.<id>.<param>`.
 * @param at index after the PRI
 * @returns undefined when it is none: no version, or a time stamp that is neither `-` nor RFC 3339
 */
export function parse5424(
  event: Event,
  text: string,
  at: number,
  zone: string | undefined,
): SyslogHeader | undefined {
  if (at === 0 || !isDigit(text.charCodeAt(at)) || text.charCodeAt(at + 1) !== code.space) return undefined;
  let i = at + 2;
  let time: number | undefined;
  if (isNil(text, i)) i += 2;
  else {
    const stamp = isoStamp(text, i, zone);
    if (stamp === undefined || text.charCodeAt(stamp.end) !== code.space) return undefined;
    time = stamp.time;
    i = stamp.end + 1;
  }
  const header: SyslogHeader = { time, host: undefined, appname: undefined, procid: undefined, messageAt: 0 };
  const hostEnd = wordEnd(text, i);
  header.host = value(text, i, hostEnd);
  const appEnd = wordEnd(text, hostEnd + 1);
  header.appname = value(text, hostEnd + 1, appEnd);
  const procEnd = wordEnd(text, appEnd + 1);
  header.procid = value(text, appEnd + 1, procEnd);
  const msgEnd = wordEnd(text, procEnd + 1);
  const msgid = value(text, procEnd + 1, msgEnd);
  if (msgid !== undefined) event['log.syslog.msgid'] = msgid;
  header.messageAt = message(text, structuredData(event, text, Math.min(msgEnd + 1, text.length)));
  return header;
}

/** NILVALUE (section 6): a lone `-`. */
function isNil(text: string, at: number): boolean {
  const after = text.charCodeAt(at + 1);
  return text.charCodeAt(at) === code.minus && (after === code.space || Number.isNaN(after));
}

function value(text: string, from: number, to: number): string | undefined {
  return from >= to || isNil(text, from) ? undefined : text.slice(from, to);
}

/** Section 6.4: one space before MSG, and a BOM before UTF-8 text. rsyslog's own template writes two spaces. */
function message(text: string, at: number): number {
  let start = at;
  while (text.charCodeAt(start) === code.space) start++;
  return text.charCodeAt(start) === bom ? start + 1 : start;
}
