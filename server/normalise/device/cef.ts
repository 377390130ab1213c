import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { code, skipSpaces } from '../scan.js';
import { dictionaryColumns, setVendor, severityOf } from './cef-fields.js';
import { fieldText, firstText, setDataset, setPair } from './columns.js';
import { deviceTime } from './device-time.js';
import { type EachPair, isKeyChar } from './pairs.js';

const names = ['DeviceVendor', 'DeviceProduct', 'DeviceVersion', 'DeviceEventClassID', 'Name', 'Severity'];

/**
 * Reads a record in ArcSight's Common Event Format (CEF Implementation Standard, versions 0 and 1):
 * `CEF:Version|Vendor|Product|Version|Event class|Name|Severity|extension`. The header's parts and the extension's
 * keys keep their names; a custom field is also found under its label (`cs1` under what `cs1Label` says).
 * @param text begins with `CEF:`
 * @throws Unparsable when the header is not complete
 */
export function cef(event: Event, text: string, zone: string | undefined): void {
  const header: string[] = [];
  const end = headerParts(text, skipSpaces(text, 4), names.length + 1, header);
  setDataset(event, 'cef', header[1] ?? 'unknown');
  if (header.length <= names.length) {
    throw new Unparsable(`CEF: the header has ${header.length} of 7 parts`, text.length);
  }
  for (const [index, name] of names.entries()) setPair(event, name, header[index + 1]!);
  const labels: [string, string][] = [];
  extension(text, end, (key, value) => {
    setPair(event, key, value);
    if (key.endsWith('Label') && value !== '') labels.push([value, key.slice(0, -5)]);
  });
  for (const [label, key] of labels) setLabelled(event, label, key);
  setVendor(event, 'cef', header[1]!);
  event['event.code'] = header[4]!;
  dictionaryColumns(event);
  const severity = severityOf(header[6]);
  if (severity !== undefined) event['event.severity'] = severity;
  const stamp = firstText(event, 'rt', 'end', 'start', 'FTNTFGTeventtime');
  const time = deviceTime(stamp, event['event.ingested'], zone);
  if (time !== undefined) event['@timestamp'] = time;
}

/** Custom fields are named by the sender: a label must not replace a field of the record. */
function setLabelled(event: Event, label: string, key: string): void {
  const value = fieldText(event, key);
  if (value === undefined || label.length > 64 || Object.hasOwn(event.fields, label)) return;
  setPair(event, label, value);
}

/**
 * Reads parts that end with a pipe; `\|` and `\\` stand for themselves.
 * @returns index behind the last part's pipe
 */
export function headerParts(text: string, at: number, count: number, out: string[]): number {
  let from = at;
  let escaped = false;
  for (let i = at; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === code.backslash) {
      escaped = true;
      i++;
    } else if (c === 124) {
      const part = text.slice(from, i);
      out.push(escaped ? part.replaceAll(/\\([|\\])/g, '$1') : part);
      from = i + 1;
      escaped = false;
      if (out.length === count) return from;
    }
  }
  return text.length;
}

/**
 * Calls back for each pair of an extension. A value may hold spaces: it ends before the next key, which is the word
 * right before an equals sign that is not escaped. `\=`, `\\`, `\n` and `\r` are escapes.
 */
function extension(text: string, at: number, each: EachPair): void {
  let key = '';
  let from = at;
  let wordAt = skipSpaces(text, at);
  let isKey = true;
  for (let i = wordAt; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === code.space) {
      wordAt = i + 1;
      isKey = true;
    } else if (c === code.equals && isKey && i > wordAt) {
      if (key !== '') each(key, unescaped(text, from, wordAt));
      key = text.slice(wordAt, i);
      from = i + 1;
      isKey = false;
    } else if (!isKeyChar(c) && c !== code.openBracket && c !== code.closeBracket) {
      isKey = false;
      if (c === code.backslash) i++;
    }
  }
  if (key !== '') each(key, unescaped(text, from, text.length));
}

const escapes: Record<string, string> = { n: '\n', r: '\r', '=': '=', '\\': '\\' };

function unescaped(text: string, from: number, to: number): string {
  const value = text.slice(from, to).trim();
  if (!value.includes('\\')) return value;
  return value.replaceAll(/\\([nr=\\])/g, (_, c: string) => escapes[c]!);
}
