import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair, setUser } from '../device/columns.js';
import { Unparsable } from '../draft.js';
import { isoStamp } from '../time.js';

/** Columns that IIS writes unless told otherwise: with the referrer since version 8.5, without it before. */
const before = 's-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-user-agent';
const behind = 'sc-status sc-substatus sc-win32-status time-taken';
const layouts = new Map([
  [15, `${before} cs-referer ${behind}`.split(' ')],
  [14, `${before} ${behind}`.split(' ')],
]);
const record = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [\da-fA-F.:%]{2,45} [A-Z_-]{2,20} \//;

/** Whether the text is a line of IIS's log in its default columns. */
export const isIis = (text: string): boolean => record.test(text);

/**
 * Reads a line of IIS's log (W3C Extended Log File Format) in the columns that IIS writes by default; its times are
 * UTC. Lines that begin with `#` name the columns of a file and are kept as text.
 * @throws Unparsable when the columns are others
 */
export function iis(event: Event, text: string): void {
  setDataset(event, 'iis', 'access');
  event.message = text;
  if (text.startsWith('#')) return;
  const values = text.split(' ', 40);
  const names = layouts.get(values.length);
  if (names === undefined) {
    throw new Unparsable(
      `IIS: ${values.length} columns; only IIS's default of 15 (or 14) is read`,
      text.length,
    );
  }
  const stamp = isoStamp(text, 0, 'UTC');
  if (stamp === undefined) throw new Unparsable('IIS: columns 1 and 2 are no date and time', 0);
  event['@timestamp'] = stamp.time;
  names.forEach((name, index) => {
    const value = values[index + 2]!;
    if (value !== '-') setPair(event, name, name === 'cs-user-agent' ? value.replaceAll('+', ' ') : value);
  });
  const { fields } = event;
  const status = Number(fields['sc-status']);
  if (Number.isInteger(status)) fields['sc-status'] = status;
  setKind(event, 'webRequest', status < 400);
  setEnd(event, 'source', fields['c-ip'] as string | undefined);
  setEnd(event, 'destination', fields['s-ip'] as string | undefined, fields['s-port'] as string | undefined);
  setUser(event, fields['cs-username'] as string | undefined);
}
