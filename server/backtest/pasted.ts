import { readEventXml } from '../../collectors/file/event-xml.js';
import { readJsonValues } from '../../collectors/file/json-values.js';
import { readLog } from '../../collectors/file/lines.js';
import type { Envelope } from '../contract/envelope.js';
import type { Event } from '../contract/event.js';
import { joinAudit } from '../normalise/linux/audit-join.js';
import { normalise } from '../normalise/normalise.js';

/**
 * Makes events of a text that somebody pasted: JSON (one object, an array, or several objects), Event-XML, or lines
 * of syslog, auditd and web logs.
 * @param tenant that the events are of
 * @param received receipt time, milliseconds since the epoch; an event without a time of its own has this one
 * @param limit events at most
 * @returns the events, and how many records there were beyond the limit
 */
export async function eventsOfText(
  text: string,
  { tenant, received, limit }: { tenant: string; received: number; limit: number },
): Promise<{ events: Event[]; leftOut: number }> {
  const pasted: Envelope[] = [];
  let leftOut = 0;
  for await (const { raw, format, dataset } of readerOf(text)(chunksOf(text.trim()))) {
    if (pasted.length >= limit) {
      leftOut++;
      continue;
    }
    pasted.push({
      source: 'pasted',
      transport: 'internal',
      format,
      dataset,
      received,
      truncated: false,
      raw,
    });
  }
  const events = joinAudit(pasted).records.map((envelope, index) => {
    const event = normalise(envelope, { tenant, collector: 'test', id: `pasted#${index + 1}` });
    // Records of one text arrive one after the other, at the times that they tell.
    event['event.ingested'] = Math.max(event['@timestamp'], received);
    return event;
  });
  return { events, leftOut };
}

function readerOf(text: string) {
  if (/^\s*[[{]/.test(text)) return readJsonValues;
  return /^\s*<(?:\?xml|Event)/.test(text) ? readEventXml : readLog;
}

async function* chunksOf(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text);
}
