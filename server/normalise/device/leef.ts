import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { headerParts } from './cef.js';
import { dictionaryColumns, setVendor, severityOf } from './cef-fields.js';
import { fieldText, setDataset, setPair } from './columns.js';
import { deviceTime } from './device-time.js';

const names = ['DeviceVendor', 'DeviceProduct', 'DeviceVersion', 'DeviceEventClassID'];

/**
 * Reads a record in IBM's Log Event Extended Format: `LEEF:1.0|Vendor|Product|Version|EventID|` with tabs between
 * the attributes, or `LEEF:2.0|Vendor|Product|Version|EventID|delimiter|`, the delimiter being a character or its
 * code in hexadecimal (`x09`, `0x5E`); an empty one is the tab. The attributes keep their names.
 * @param text begins with `LEEF:`
 * @throws Unparsable when the header is not complete
 */
export function leef(event: Event, text: string, zone: string | undefined): void {
  const header: string[] = [];
  const second = text.charCodeAt(5) === 50;
  const count = second ? 6 : 5;
  const end = headerParts(text, 5, count, header);
  // LEEF 2.0 without the delimiter's place: what was read as delimiter are the attributes.
  const given = second && header.length === count ? header.pop()! : '';
  const delimiter = delimiterOf(given);
  setDataset(event, 'leef', header[1] ?? 'unknown');
  if (header.length < 5)
    throw new Unparsable(`LEEF: the header has ${header.length} of 5 parts`, text.length);
  for (const [index, name] of names.entries()) setPair(event, name, header[index + 1]!);
  const at =
    delimiter === undefined || (second && end === text.length && given === '') ? partsEnd(text) : end;
  attributes(event, text.slice(at), delimiter ?? '\t');
  setVendor(event, 'leef', header[1]!);
  event['event.code'] = header[4]!;
  dictionaryColumns(event);
  const severity = severityOf(fieldText(event, 'sev'));
  if (severity !== undefined) event['event.severity'] = severity;
  const time = deviceTime(fieldText(event, 'devTime'), event['event.ingested'], zone);
  if (time !== undefined) event['@timestamp'] = time;
}

/** @returns the delimiter's character; undefined when the text is none but attributes */
function delimiterOf(text: string): string | undefined {
  if (text === '') return '\t';
  if (text.length === 1) return text;
  const [, hex] = /^(?:0?x)([\da-fA-F]{1,4})$/.exec(text) ?? [];
  return hex === undefined ? undefined : String.fromCharCode(Number.parseInt(hex, 16));
}

/** @returns index behind the fifth pipe */
function partsEnd(text: string): number {
  return headerParts(text, 5, 5, []);
}

function attributes(event: Event, text: string, delimiter: string): void {
  let from = 0;
  for (let i = text.indexOf(delimiter); ; i = text.indexOf(delimiter, i + 1)) {
    const end = i < 0 ? text.length : i;
    if (i > 0 && text[i - 1] === '\\' && text[i - 2] !== '\\') continue;
    attribute(event, text.slice(from, end), delimiter);
    if (i < 0) return;
    from = end + 1;
  }
}

function attribute(event: Event, text: string, delimiter: string): void {
  const equals = text.indexOf('=');
  if (equals <= 0) return;
  const value = text.slice(equals + 1).trim();
  const plain = value.includes('\\')
    ? value.replaceAll(/\\(.)/g, (all, c: string) =>
        c === '=' || c === '|' || c === '\\' || c === delimiter ? c : all,
      )
    : value;
  setPair(event, text.slice(0, equals).trim(), plain);
}
