import { SaxesParser } from 'saxes';
import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { applyColumns, firstTime, setData, setSystem } from './system.js';

/**
 * Fills `event` from one `<Event>` element as wevtutil, Event Viewer and Windows Event Forwarding write it
 * (schema http://schemas.microsoft.com/win/2004/08/events/event).
 * @throws Unparsable when the text is not well-formed or holds no System section with an EventID
 */
export function normaliseEventXml(event: Event, text: string): void {
  const reader = new EventXmlReader(event);
  reader.read(text);
  if (event.fields['EventID'] === undefined) throw new Unparsable('Event-XML without System/EventID');
  applyColumns(
    event,
    firstTime([
      [event.fields['TimeCreated_SystemTime'], 'UTC'],
      [event.fields['UtcTime'], 'UTC'],
    ]),
  );
}

/** Events may carry characters that XML 1.0 forbids; Windows writes them all the same. */
const tolerated = /^(?:disallowed character|malformed character entity)\.$/;

class EventXmlReader {
  private readonly event: Event;
  private depth = 0;
  /** Depth of the Event element: 1, or 2 inside of an Events element. */
  private base = 0;
  private section = '';
  private text = '';
  private name = '';
  private dataName: string | undefined;
  private leaf = false;
  private readonly unnamed: string[] = [];

  constructor(event: Event) {
    this.event = event;
  }

  read(text: string): void {
    const parser = new SaxesParser<{ xmlns?: false; position: false }>({ position: false });
    parser.on('error', ({ message }) => {
      // What follows is not read: a record of nothing but faults would cost a thousand times as much as another.
      if (!tolerated.test(message)) throw new Unparsable(`not well-formed XML: ${message}`);
    });
    parser.on('opentag', (tag) => this.open(localName(tag.name), tag.attributes));
    parser.on('text', (chunk) => this.append(chunk));
    parser.on('cdata', (chunk) => this.append(chunk));
    parser.on('closetag', () => this.close());
    withoutTraces(() => parser.write(text).close());
    if (this.unnamed.length > 0) setData(this.event, 'Data', this.unnamed);
  }

  private append(chunk: string): void {
    if (this.leaf) this.text += chunk;
  }

  private open(name: string, attributes: Record<string, string>): void {
    this.depth++;
    if (this.base === 0) {
      if (name === 'Event') this.base = this.depth;
      return;
    }
    const level = this.depth - this.base;
    if (level === 1) this.section = name;
    this.name = name;
    this.text = '';
    this.leaf = level > 1;
    this.dataName = name === 'Data' ? attributes['Name'] : name;
    if (this.section === 'System' && level === 2) {
      for (const key in attributes) setSystem(this.event, `${name}_${key}`, attributes[key]);
    }
  }

  private close(): void {
    const level = this.depth-- - this.base;
    if (!this.leaf || level < 2) return;
    this.leaf = false;
    if (this.section === 'System') setSystem(this.event, this.name, this.text);
    else if (this.section === 'RenderingInfo') this.rendering();
    else if (this.dataName === undefined) this.unnamed.push(this.text);
    else setData(this.event, this.dataName, this.text);
  }

  /** Texts in the sender's display language; only the message is worth keeping beside the numbers. */
  private rendering(): void {
    if (this.name === 'Message' && this.text !== '') this.event.message = this.text;
  }
}

/** The parser makes an error of every character that is tolerated: their traces are most of what that costs. */
function withoutTraces(work: () => void): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon < 0 ? name : name.slice(colon + 1);
}
