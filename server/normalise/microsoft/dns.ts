import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair } from '../device/columns.js';
import { Unparsable } from '../draft.js';
import { isDate } from '../time.js';
import { localToUtc } from '../zone.js';

/** Date and time as the server's region writes them, thread, `PACKET`. */
const head =
  /^(\d{1,4})([/.-])(\d{1,2})[/.-](\d{1,4})\.? (\d{1,2}):(\d\d):(\d\d)(?: (AM|PM))? ([0-9A-F]{4,5}) PACKET {1,3}/;
const packet =
  /^([0-9A-F]{8,16}) (UDP|TCP) (Rcv|Snd) ([\da-fA-F.:]{2,45}) {1,40}([0-9a-f]{4}) (R| ) (Q|N|U|\?) \[([0-9a-f]{4}) {1,4}([ATDR ]{0,8}) ([A-Z]{3,12})\] ([A-Z0-9]{1,12}) {1,12}(\S{1,500})/;

/** Whether the text is a line of the debug log of Windows' DNS server. */
export const isWindowsDns = (text: string): boolean => head.test(text);

/**
 * Reads a packet of the debug log of Windows' DNS server (`dns.log`).
 * @throws Unparsable when the packet's details are damaged
 */
export function windowsDns(event: Event, text: string, zone: string | undefined): void {
  setDataset(event, 'microsoft_dns', 'debug');
  const start = head.exec(text);
  if (start === null) throw new Unparsable('Windows DNS debug log: no date, time, thread and PACKET', 0);
  const time = timeOf(start, zone);
  if (time !== undefined) event['@timestamp'] = time;
  event.message = text;
  const match = packet.exec(text.slice(start[0].length));
  if (match === null)
    throw new Unparsable('Windows DNS debug log: the packet cannot be read', start[0].length);
  const [, , protocol, direction, address, id, response, opcode, , flags, rcode, type, name] = match;
  setKind(event, response === 'R' ? 'dnsReply' : 'dnsQuery');
  setEnd(event, direction === 'Rcv' ? 'source' : 'destination', address);
  setPair(event, 'protocol', protocol!);
  setPair(event, 'direction', direction!);
  setPair(event, 'packet_id', id!);
  setPair(event, 'opcode', opcode!);
  setPair(event, 'flags', flags!.trim());
  setPair(event, 'rcode', rcode!);
  setPair(event, 'record_type', type!);
  setPair(event, 'query', nameOf(name!));
}

/** `(7)example(3)org(0)`: labels with their lengths. */
function nameOf(text: string): string {
  if (text.charCodeAt(0) !== 40) return text;
  return text
    .split(/\(\d{1,2}\)/)
    .filter((label) => label !== '')
    .join('.');
}

/** A slash stands for month/day/year, a dot for day.month.year; a year in front for itself. */
function timeOf(match: RegExpExecArray, zone: string | undefined): number | undefined {
  const [, first, mark, second, third, hour, minute, secondOfMinute, half] = match;
  const [a, b, c] = [Number(first), Number(second), Number(third)];
  const [year, month, day] = first!.length === 4 ? [a, b, c] : mark === '/' ? [c, a, b] : [c, b, a];
  if (!isDate(year, month - 1, day)) return undefined;
  const hours = (Number(hour) % (half === undefined ? 24 : 12)) + (half === 'PM' ? 12 : 0);
  return localToUtc(Date.UTC(year, month - 1, day, hours, Number(minute), Number(secondOfMinute)), zone);
}
