import type { Envelope } from '../../contract/envelope.js';
import type { Event } from '../../contract/event.js';
import type { JsonObject } from '../json/object.js';
import { normaliseLine } from '../line.js';
import { normaliseEventXml } from '../windows/event-xml.js';
import type { ApplyDocument } from './apply.js';

/**
 * Reads a text that a shipper took from somewhere: Event-XML, a JSON object, or a line of a log, told apart by how it
 * begins.
 * @param dataset hint for lines, such as `apache.access`; empty when unknown
 * @throws Unparsable
 */
export function applyText(
  event: Event,
  text: string,
  dataset: string,
  envelope: Envelope,
  zone: string | undefined,
  apply: ApplyDocument,
): void {
  if (isEventXml(text)) {
    normaliseEventXml(event, text);
    return;
  }
  const document = text.startsWith('{') ? objectIn(text) : undefined;
  if (document !== undefined) apply(event, document, { ...envelope, dataset: '' }, zone);
  else normaliseLine(event, text, { ...envelope, dataset }, zone);
}

/** @returns whether a text is a Windows event as Event-XML */
export const isEventXml = (text: string): boolean =>
  text.startsWith('<Event') || (text.startsWith('<?xml') && text.includes('<Event'));

function objectIn(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}
