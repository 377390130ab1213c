import { BodyRefused } from '../shipper/body-refused.js';
import { type KeyValue, readAnyValue, readKeyValue } from './any-value.js';
import { LogRecordCollection, type LogRecords } from './log-records.js';
import { WireFault, WireReader, wire } from './wire.js';

const none: Buffer = Buffer.alloc(0);

/**
 * Reads an ExportLogsServiceRequest (opentelemetry.proto.collector.logs.v1).
 * @param recordBytes limit of a log record
 * @throws BodyRefused when the bytes are no such message
 */
export function readProtobuf(body: Buffer, recordBytes: number): LogRecords {
  const found = new LogRecordCollection(recordBytes);
  try {
    const request = new WireReader(body);
    while (request.next()) {
      if (request.is(1, wire.bytes)) resourceLogs(request.message(), found);
      else request.skip();
    }
  } catch (error) {
    if (!(error instanceof WireFault)) throw error;
    throw new BodyRefused(error.message, found.records.length + 1);
  }
  return found;
}

/** Fields of a message may come in any order, so the resource is known only at the end. */
function resourceLogs(reader: WireReader, found: LogRecordCollection): void {
  let resource = none;
  const scopes: WireReader[] = [];
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) resource = json(readResource(reader.message()));
    else if (reader.is(2, wire.bytes)) scopes.push(reader.message());
    else reader.skip();
  }
  for (const scope of scopes) scopeLogs(scope, resource, found);
}

function scopeLogs(reader: WireReader, resource: Buffer, found: LogRecordCollection): void {
  let scope = none;
  const records: WireReader[] = [];
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) scope = json(readScope(reader.message()));
    else if (reader.is(2, wire.bytes)) records.push(reader.message());
    else reader.skip();
  }
  for (const record of records) {
    try {
      found.add(resource, scope, json(readLogRecord(record)));
    } catch (error) {
      // Its length was right, so the records behind it can be read.
      if (!(error instanceof WireFault)) throw error;
      found.refuse();
    }
  }
}

const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));

function readResource(reader: WireReader): object {
  const attributes: KeyValue[] = [];
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) attributes.push(readKeyValue(reader.message()));
    else reader.skip();
  }
  return { attributes };
}

function readScope(reader: WireReader): object {
  const scope: { name?: string; version?: string } = {};
  const attributes: KeyValue[] = [];
  while (reader.next()) {
    if (reader.is(1, wire.bytes)) scope.name = reader.text();
    else if (reader.is(2, wire.bytes)) scope.version = reader.text();
    else if (reader.is(3, wire.bytes)) attributes.push(readKeyValue(reader.message()));
    else reader.skip();
  }
  return attributes.length > 0 ? { ...scope, attributes } : scope;
}

/** opentelemetry.proto.logs.v1.LogRecord in OTLP's JSON encoding: 64-bit numbers as text, ids in hexadecimal. */
function readLogRecord(reader: WireReader): object {
  const record: Record<string, unknown> = {};
  const attributes: KeyValue[] = [];
  while (reader.next()) {
    if (reader.is(1, wire.fixed64)) record['timeUnixNano'] = String(reader.fixed64());
    else if (reader.is(11, wire.fixed64)) record['observedTimeUnixNano'] = String(reader.fixed64());
    else if (reader.is(2, wire.varint)) record['severityNumber'] = reader.uint();
    else if (reader.is(3, wire.bytes)) record['severityText'] = reader.text();
    else if (reader.is(5, wire.bytes)) record['body'] = readAnyValue(reader.message());
    else if (reader.is(6, wire.bytes)) attributes.push(readKeyValue(reader.message()));
    else if (reader.is(7, wire.varint)) record['droppedAttributesCount'] = reader.uint();
    else if (reader.is(8, wire.fixed32)) record['flags'] = reader.fixed32();
    else if (reader.is(9, wire.bytes)) record['traceId'] = reader.bytes().toString('hex');
    else if (reader.is(10, wire.bytes)) record['spanId'] = reader.bytes().toString('hex');
    else if (reader.is(12, wire.bytes)) record['eventName'] = reader.text();
    else reader.skip();
  }
  if (attributes.length > 0) record['attributes'] = attributes;
  return record;
}
