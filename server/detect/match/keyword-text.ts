import type { Event, FieldValue } from '../../contract/event.js';
import { textOfValue } from './value-test.js';

const decoder = new TextDecoder('utf-8');

/**
 * The texts that a keyword is looked for in (Sigma 2.1, "Keywords search": the entire event): message, original
 * record and every field value, because a JSON original holds backslashes doubled.
 */
export function keywordTexts(event: Event): string[] {
  const texts = [decoder.decode(event['event.original'])];
  if (event.message !== undefined) texts.push(event.message);
  for (const name in event.fields) addTexts(event.fields[name], texts);
  return texts;
}

function addTexts(value: FieldValue | undefined, texts: string[]): void {
  if (Array.isArray(value)) for (const element of value) addTexts(element, texts);
  else {
    const text = textOfValue(value);
    if (text !== undefined) texts.push(text);
  }
}
