import { isAscii } from 'node:buffer';
import type { Event, FieldValue } from '../../contract/event.js';
import { isSealed } from '../../contract/sealed-record.js';
import { textOfValue } from './value-test.js';

const decoder = new TextDecoder('utf-8');

/**
 * The texts that a keyword is looked for in (Sigma 2.1, "Keywords search": the entire event): original record,
 * message and every field value, because a JSON original holds backslashes doubled. A sealed original holds no text.
 */
export function keywordTexts(event: Event): string[] {
  const { message, fields } = event;
  const original = event['event.original'];
  const texts = isSealed(original) ? [] : [decode(original)];
  if (message !== undefined) texts.push(message);
  for (const name in fields) {
    const value = fields[name];
    if (typeof value === 'string') {
      if (value !== message) texts.push(value);
    } else addTexts(value, texts);
  }
  return texts;
}

function decode(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return isAscii(buffer) ? buffer.toString('latin1') : decoder.decode(buffer);
}

function addTexts(value: FieldValue | undefined, texts: string[]): void {
  if (Array.isArray(value)) for (const element of value) addTexts(element, texts);
  else {
    const text = textOfValue(value);
    if (text !== undefined) texts.push(text);
  }
}
