import type { Envelope } from '../../contract/envelope.js';
import type { Event } from '../../contract/event.js';
import { applyAzure, azureLog } from '../cloud/azure.js';
import { applyUnifiedAudit, isUnifiedAudit, wrappedAudit } from '../cloud/m365.js';
import { Unparsable } from '../draft.js';
import { applyKeycloak, isKeycloakEvent } from '../services/keycloak.js';
import { sambaDocument } from '../services/samba.js';
import { isFluentBitEvent, namedFluentBitEvent } from '../shipped/fluent-bit.js';
import { applyHec, hecDataset } from '../shipped/hec.js';
import { applyOtlp, otlpDataset } from '../shipped/otlp.js';
import { applySyslogFields } from '../shipped/syslog-fields.js';
import { isEventXml } from '../shipped/text.js';
import { applyWrappedLine, wrappedLine } from '../shipped/wrapped-line.js';
import { normaliseEventXml } from '../windows/event-xml.js';
import { applyFlat, isFlat } from '../windows/flat.js';
import { applyNested, isNested } from '../windows/nested.js';
import { applyWinlogbeat, isWinlogbeat } from '../windows/winlogbeat.js';
import { applyGeneric } from './generic.js';
import { applyKnown } from './known.js';
import type { JsonObject } from './object.js';

/**
 * Fills `event` from a JSON record: a Windows event in one of three shapes, a record of Microsoft 365 or Entra, an ECS
 * document, or any object.
 * @throws Unparsable when the text is no JSON object
 */
export function normaliseJson(
  event: Event,
  text: string,
  envelope: Envelope,
  zone: string | undefined,
): void {
  const document = parse(text);
  if (envelope.dataset === hecDataset) applyHec(event, document, envelope, zone, applyDocument);
  else if (envelope.dataset === otlpDataset) applyOtlp(event, document, envelope, zone, applyDocument);
  else applyDocument(event, document, envelope, zone);
}

function applyDocument(
  event: Event,
  document: JsonObject,
  envelope: Envelope,
  zone: string | undefined,
): void {
  if (isNested(document)) applyNested(event, document, zone);
  else if (isWinlogbeat(document)) applyWinlogbeat(event, document, zone);
  else if (isFluentBitEvent(document)) applyFlat(event, namedFluentBitEvent(document), zone);
  else if (isFlat(document)) applyFlat(event, document, zone);
  else if (isKeycloakEvent(document)) applyKeycloak(event, document);
  else if (
    !cloud(event, document) &&
    !sambaDocument(event, document) &&
    !line(event, document, envelope, zone)
  ) {
    applyGeneric(event, document, envelope, zone);
    applySyslogFields(event, zone);
    applyKnown(event, document);
  }
}

/** @returns whether the object was a shipper's wrapping of a log line or of Event-XML, which is then read */
function line(event: Event, document: JsonObject, envelope: Envelope, zone: string | undefined): boolean {
  const { System: xml, Message: message } = document;
  if (typeof xml === 'string' && isEventXml(xml)) {
    normaliseEventXml(event, xml);
    if (typeof message === 'string') event.message ??= message;
    return true;
  }
  const wrapped = wrappedLine(document);
  if (wrapped === undefined) return false;
  applyWrappedLine(event, document, wrapped, envelope, zone);
  return true;
}

/** @returns whether the object was a record of Microsoft's cloud services */
function cloud(event: Event, document: JsonObject): boolean {
  const audit = isUnifiedAudit(document) ? document : wrappedAudit(document);
  if (audit !== undefined) {
    applyUnifiedAudit(event, audit);
    return true;
  }
  const log = azureLog(document);
  if (log !== undefined) applyAzure(event, document, log);
  return log !== undefined;
}

/** NUL and lone surrogates, which databases refuse in text; both can only come from an escape. */
const unsafeEscape = /\\u(?:0000|d[89a-f])/i;
const unsafeCharacters = /\0|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function parse(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text, unsafeEscape.test(text) ? replaceUnsafe : undefined);
  } catch (error) {
    if (error instanceof RangeError) throw new Unparsable('JSON is nested too deeply');
    throw new Unparsable(`not valid JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unparsable('JSON, but not an object');
  }
  return value as JsonObject;
}

function replaceUnsafe(_key: string, value: unknown): unknown {
  if (typeof value === 'string') return safeText(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  if (entries.every(([key]) => key === safeText(key))) return value;
  return Object.fromEntries(entries.map(([key, item]) => [safeText(key), item]));
}

function safeText(text: string): string {
  return text.replace(unsafeCharacters, (c) => (c === '\0' ? '\u2400' : '\ufffd'));
}
