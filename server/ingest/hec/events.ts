import type { IntakeRecord } from '../intake.js';
import { JsonFault } from '../json/json-fault.js';
import { JsonReader } from '../json/json-reader.js';
import { Rejections } from '../shipper/scope.js';
import type { HecCode } from './codes.js';

/** The dataset that tells the normalisation that a record is an event in Splunk's envelope. */
export const hecDataset = 'splunk.hec';

export interface HecEvents {
  records: IntakeRecord[];
  rejected: Rejections;
  /** The first event that was refused: its place in the request, from 0, and why. */
  invalid: { event: number; code: HecCode } | undefined;
}

const openBrace = 0x7b;
const openBracket = 0x5b;

/**
 * Reads event objects, one after the other or as an array. What cannot be read ends the request: the events before it
 * are taken, the rest counts as one that was refused.
 * @param recordBytes limit of an event
 */
export function readEvents(body: Buffer, recordBytes: number): HecEvents {
  const found: HecEvents = { records: [], rejected: new Rejections(), invalid: undefined };
  const reader = new JsonReader(body);
  let event = 0;
  const one = (): void => {
    takeEvent(found, reader, event, recordBytes);
    event++;
  };
  try {
    if (reader.next() === openBracket) reader.array(one);
    while (reader.next() !== undefined) one();
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    refuse(found, event, 6, 'no-json');
  }
  return found;
}

function takeEvent(found: HecEvents, reader: JsonReader, event: number, recordBytes: number): void {
  if (reader.next() !== openBrace) throw new JsonFault('expected an object', reader.at);
  const start = reader.at;
  let given: Buffer | undefined;
  reader.object((key) => {
    const value = reader.cut();
    if (key === 'event') given = value;
  });
  const raw = reader.bytes.subarray(start, reader.at);
  if (given === undefined) refuse(found, event, 12, 'no-event');
  else if (isBlank(given)) refuse(found, event, 13, 'blank');
  else if (raw.length > recordBytes) refuse(found, event, 6, 'too-large');
  else found.records.push({ raw, format: 'json', dataset: hecDataset });
}

const isBlank = (value: Buffer): boolean =>
  value.length <= 4 && /^(?:null|"\s*")$/.test(value.toString('latin1'));

function refuse(found: HecEvents, event: number, code: HecCode, reason: string): void {
  found.rejected.count(reason);
  found.invalid ??= { event, code };
}

/** What the query of `/raw` says of all its events. */
export type RawMetadata = Partial<Record<'host' | 'source' | 'sourcetype' | 'index' | 'time', string>>;

/**
 * Reads the lines of a raw request: byte for byte where nothing is said of them, otherwise in an envelope.
 * @param recordBytes limit of a line
 */
export function readRaw(body: Buffer, metadata: RawMetadata, recordBytes: number): HecEvents {
  const found: HecEvents = { records: [], rejected: new Rejections(), invalid: undefined };
  const wrapped = Object.keys(metadata).length > 0;
  let event = 0;
  for (let at = 0; at < body.length; ) {
    const end = body.indexOf(0x0a, at);
    const next = end < 0 ? body.length : end;
    const line = body.subarray(at, next > at && body[next - 1] === 0x0d ? next - 1 : next);
    at = next + 1;
    if (line.length === 0) continue;
    if (line.length > recordBytes) refuse(found, event, 6, 'too-large');
    else if (!wrapped) found.records.push({ raw: line, format: 'line', dataset: '' });
    else {
      const raw = Buffer.from(JSON.stringify({ ...metadata, event: line.toString() }));
      found.records.push({ raw, format: 'json', dataset: hecDataset });
    }
    event++;
  }
  return found;
}
