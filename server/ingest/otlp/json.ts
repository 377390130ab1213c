import { JsonFault } from '../json/json-fault.js';
import { JsonReader } from '../json/json-reader.js';
import { BodyRefused } from '../shipper/body-refused.js';
import { LogRecordCollection, type LogRecords } from './log-records.js';

const none = Buffer.alloc(0);
const openBrace = 0x7b;

/**
 * Reads an ExportLogsServiceRequest in OTLP's JSON encoding. The parts are cut out and not parsed.
 * @param recordBytes limit of a log record
 * @throws BodyRefused when the body is no such message, with the place
 */
export function readJsonLogs(body: Buffer, recordBytes: number): LogRecords {
  const found = new LogRecordCollection(recordBytes);
  const reader = new JsonReader(body);
  try {
    reader.next();
    reader.object((key) => {
      if (key === 'resourceLogs') reader.array(() => resourceLogs(reader, found));
      else reader.skip();
    });
    if (reader.next() !== undefined) throw new JsonFault('more behind the message', reader.at);
  } catch (error) {
    if (!(error instanceof JsonFault)) throw error;
    throw new BodyRefused(
      `${error.pointer || '/'}: ${error.message} (byte ${error.at})`,
      found.records.length + 1,
    );
  }
  return found;
}

/** Members may come in any order, so the resource is known only at the end. */
function resourceLogs(reader: JsonReader, found: LogRecordCollection): void {
  let resource: Buffer = none;
  const scopes: { scope: Buffer; records: Buffer[] }[] = [];
  reader.object((key) => {
    if (key === 'resource') resource = reader.cut();
    else if (key === 'scopeLogs') reader.array(() => scopes.push(scopeLogs(reader)));
    else reader.skip();
  });
  for (const { scope, records } of scopes) {
    for (const record of records) {
      if (record[0] === openBrace) found.add(resource, scope, record);
      else found.refuse();
    }
  }
}

function scopeLogs(reader: JsonReader): { scope: Buffer; records: Buffer[] } {
  const found = { scope: none as Buffer, records: [] as Buffer[] };
  reader.object((key) => {
    if (key === 'scope') found.scope = reader.cut();
    else if (key === 'logRecords') reader.array(() => found.records.push(reader.cut()));
    else reader.skip();
  });
  return found;
}
