import type { Event } from '../../contract/event.js';
import { code, digits, isDigit, skipSpaces, wordEnd } from '../scan.js';
import type { Stamp } from '../time.js';
import { legacyStamp } from './legacy-stamp.js';
import type { SyslogHeader } from './syslog.js';

/** RFC 3164 4.1.3 says 32; programs exceed it. */
const tagLimit = 64;

/**
 * Reads a BSD syslog message in the forms that devices send (RFC 3164 4.1 and what is outside of it): stamp
 * and host may be missing, Cisco puts a sequence number and the host before the stamp.
 * @param at index after the PRI, 0 when there is none
 */
export function parse3164(
  event: Event,
  text: string,
  at: number,
  received: number,
  zone: string | undefined,
): SyslogHeader {
  const start = skipSpaces(text, at);
  const stamp = legacyStamp(text, start, received, zone);
  if (stamp !== undefined) return afterStamp(event, text, stamp);
  return (
    xrHeader(event, text, start, received, zone) ??
    ciscoHeader(event, text, start, received, zone) ??
    withoutStamp(event, text, start, at > 0)
  );
}

function afterStamp(event: Event, text: string, stamp: Stamp): SyslogHeader {
  const header: SyslogHeader = {
    time: stamp.time,
    host: undefined,
    appname: undefined,
    procid: undefined,
    messageAt: skipSpaces(text, stamp.end),
  };
  const at = header.messageAt;
  // `%FAC-SEV-MNEMONIC:` right after the stamp: Cisco without a host.
  if (text.charCodeAt(at) === code.percent) return tag(event, text, header, at);
  const end = wordEnd(text, at);
  if (!isHost(text, at, end)) return tag(event, text, header, at);
  header.host = text.slice(at, end);
  // Cisco ASA writes `host : %ASA-...`.
  const next = text.startsWith(' : ', end) ? end + 3 : end + 1;
  return tag(event, text, header, next);
}

/** A host name or address: no tag, that is no `[` and no `:` at its end, and only characters of names. */
function isHost(text: string, from: number, to: number): boolean {
  if (to === from || to - from > 255 || text.charCodeAt(to - 1) === code.colon) return false;
  for (let i = from; i < to; i++) {
    const c = text.charCodeAt(i);
    const letter = (c | 32) >= 97 && (c | 32) <= 122;
    if (!letter && !(c >= 45 && c <= 58) && c !== 95 && c < 128) return false;
  }
  return true;
}

/** Reads `program[pid]: ` or `program: `; anything else leaves the whole rest as the message. */
function tag(event: Event, text: string, header: SyslogHeader, at: number): SyslogHeader {
  header.messageAt = Math.min(at, text.length);
  // Names in their headers may hold a colon and a space, which would look like a program's.
  if (text.startsWith('CEF:', at) || text.startsWith('LEEF:', at)) return header;
  const limit = Math.min(text.length, at + tagLimit);
  for (let i = at; i < limit; i++) {
    const c = text.charCodeAt(i);
    if (c === code.space || c < 32) return header;
    if (c === code.colon) {
      // Only a colon before a space ends a tag: `http://` and `12:30:01` do not.
      const after = text.charCodeAt(i + 1);
      if (after !== code.space && !Number.isNaN(after) && text.charCodeAt(at) !== code.percent) continue;
      if (i === at) return header;
      return named(event, text, header, at, i, i, i + 1);
    }
    if (c === code.openBracket && i > at) {
      const close = text.indexOf(']', i + 1);
      if (close < 0 || close - i > 64) return header;
      return named(
        event,
        text,
        header,
        at,
        i,
        close,
        text.charCodeAt(close + 1) === code.colon ? close + 2 : close + 1,
      );
    }
  }
  return header;
}

function named(
  event: Event,
  text: string,
  header: SyslogHeader,
  at: number,
  nameEnd: number,
  idEnd: number,
  messageAt: number,
): SyslogHeader {
  header.appname = text.slice(at, nameEnd);
  if (idEnd > nameEnd + 1) header.procid = text.slice(nameEnd + 1, idEnd);
  header.messageAt = Math.min(skipSpaces(text, messageAt), text.length);
  if (header.appname.charCodeAt(0) === code.percent) mnemonic(event, header.appname);
  return header;
}

/** Cisco's `%FACILITY-SEVERITY-MNEMONIC`: the part after `%` is the code, its severity is the device's own. */
export function mnemonic(event: Event, appname: string): void {
  event['event.code'] = appname.slice(1);
  const [, digit] = /-([0-7])-[A-Z0-9_]{1,63}$/.exec(appname) ?? [];
  const severity = digit === undefined ? -1 : Number(digit);
  if (severity >= 0 && severity <= 7) event['event.severity'] = severity;
}

/**
 * Cisco IOS and NX-OS: `[host ]seq: [host: ][*]stamp: %FAC-SEV-MNEMONIC: text`, where any part may be missing.
 * @returns undefined when no stamp follows within the first three words that such a header has
 */
function ciscoHeader(
  event: Event,
  text: string,
  start: number,
  received: number,
  zone: string | undefined,
): SyslogHeader | undefined {
  let at = start;
  let host: string | undefined;
  for (let words = 0; words < 3; words++) {
    const end = wordEnd(text, at);
    const colon = text.charCodeAt(end - 1) === code.colon;
    const wordTo = colon ? end - 1 : end;
    if (end === text.length || (!colon && words > 0)) return undefined;
    const sequence = digits(text, at, wordTo);
    if (sequence >= 0) event.fields['sequence'] = text.slice(at, wordTo);
    else if (wordTo > at) {
      if (host !== undefined || !isHost(text, at, wordTo)) break;
      host = text.slice(at, wordTo);
    }
    at = skipSpaces(text, end);
    const stamp = legacyStamp(text, at, received, zone);
    if (stamp !== undefined) {
      const header = afterStamp(event, text, stamp);
      header.host = host ?? header.host;
      return header;
    }
  }
  delete event.fields['sequence'];
  return undefined;
}

/** `[seq: ][host ]RP/0/RP0/CPU0:`, the place of a card in the router. */
const xrPlace = /^(?:(\d{1,12}): )?(?:([\w.-]{1,64}) )?((?:(?:RP|LC)\/)?\d{1,3}\/[A-Z0-9]{1,8}\/CPU\d{1,2}):/;

/** Cisco IOS XR: `[seq: ][host ]place:stamp: program[pid]: %GROUP-FACILITY-SEV-MNEMONIC : text`. */
function xrHeader(
  event: Event,
  text: string,
  start: number,
  received: number,
  zone: string | undefined,
): SyslogHeader | undefined {
  const head = text.slice(start, start + 128);
  if (!head.includes('/CPU')) return undefined;
  const match = xrPlace.exec(head);
  const stamp = match === null ? undefined : legacyStamp(text, start + match[0].length, received, zone);
  if (match === null || stamp === undefined) return undefined;
  const [, sequence, host, place] = match;
  if (sequence !== undefined) event.fields['sequence'] = sequence;
  event.fields['place'] = place!;
  return tag(
    event,
    text,
    { time: stamp.time, host, appname: undefined, procid: undefined, messageAt: 0 },
    skipSpaces(text, stamp.end),
  );
}

/**
 * A message without a stamp (allowed by RFC 3164 4.3.3): `program[pid]: text`, `host program[pid]: text`, or
 * only text. `word: text` counts as a program only after a PRI, otherwise it is prose.
 */
function withoutStamp(event: Event, text: string, at: number, afterPri: boolean): SyslogHeader {
  const header: SyslogHeader = {
    time: undefined,
    host: undefined,
    appname: undefined,
    procid: undefined,
    messageAt: at,
  };
  const end = wordEnd(text, at);
  if (end > at && isDigit(text.charCodeAt(at)) === false && hasPid(text, at, end))
    return tag(event, text, header, at);
  if (isHost(text, at, end) && hasPid(text, end + 1, wordEnd(text, end + 1))) {
    header.host = text.slice(at, end);
    return tag(event, text, header, end + 1);
  }
  return afterPri ? tag(event, text, header, at) : header;
}

/** Whether the word is `name[digits]:`. */
function hasPid(text: string, from: number, to: number): boolean {
  if (text.charCodeAt(to - 1) !== code.colon || text.charCodeAt(to - 2) !== code.closeBracket) return false;
  const open = text.indexOf('[', from);
  return open > from && open < to && digits(text, open + 1, to - 2) >= 0;
}
