import type { Event } from '../../contract/event.js';
import { type JsonObject, objectAt } from '../json/object.js';
import { applyColumns, firstTime, setData, setSystem } from './system.js';

/** Whether the document is a Windows event whose fields lie flat beside EventID (NXLog, Security-Datasets, Fluent Bit). */
export function isFlat(document: JsonObject): boolean {
  return (
    document['EventID'] !== undefined &&
    (typeof document['Channel'] === 'string' ||
      typeof document['SourceName'] === 'string' ||
      typeof document['ProviderGuid'] === 'string' ||
      typeof document['Provider_Name'] === 'string')
  );
}

/** Names of the System section in flat records; the first that a record has is taken. */
const systemNames: [name: string, spellings: string[]][] = [
  ['Provider_Name', ['Provider_Name', 'SourceName', 'ProviderName']],
  ['Provider_Guid', ['Provider_Guid', 'ProviderGuid']],
  ['Computer', ['Computer', 'Hostname', 'ComputerName', 'MachineName']],
  ['EventRecordID', ['EventRecordID', 'RecordNumber', 'RecordId']],
  ['EventID', ['EventID']],
  ['Version', ['Version']],
  ['Level', ['Level']],
  ['Task', ['Task']],
  ['Opcode', ['OpcodeValue', 'Opcode']],
  ['Keywords', ['Keywords']],
  ['Channel', ['Channel']],
  ['Execution_ProcessID', ['Execution_ProcessID', 'ExecutionProcessID']],
  ['Execution_ThreadID', ['Execution_ThreadID', 'ThreadID']],
];

/** Spellings that hold nothing else than the System section and need not be kept twice. */
const replaced = new Set([
  'SourceName',
  'ProviderGuid',
  'Hostname',
  'ComputerName',
  'MachineName',
  'RecordNumber',
  'RecordId',
  'OpcodeValue',
  'ExecutionProcessID',
  'ThreadID',
  'Message',
  'EventData',
]);
const systemOnly = new Set(systemNames.map(([name]) => name));

/** Fills `event` from the flat shape. */
export function applyFlat(event: Event, document: JsonObject, zone: string | undefined): void {
  for (const name in document) {
    if (!replaced.has(name) && !systemOnly.has(name)) setData(event, name, document[name]);
  }
  const data = objectAt(document, 'EventData');
  if (data !== undefined) for (const name in data) setData(event, name, data[name]);
  for (const [name, spellings] of systemNames) {
    for (const spelling of spellings) {
      const value = document[spelling];
      if (value === undefined || value === null) continue;
      setSystem(event, name, value);
      break;
    }
  }
  if (typeof document['Message'] === 'string') event.message = document['Message'];
  nxlogSeverity(event, document['SeverityValue']);
  applyColumns(event, time(document, zone));
}

/** NXLog's SeverityValue (1 debug, 2 info, 3 warning, 4 error, 5 critical); it writes no Level. */
function nxlogSeverity(event: Event, value: unknown): void {
  const severity = typeof value === 'number' ? [undefined, 7, 6, 4, 3, 2][value] : undefined;
  if (severity !== undefined && event.fields['Level'] === undefined) event['event.severity'] = severity;
}

const hasOffset = /(?:Z|[+-]\d\d:?\d\d)$/i;
const exact = (value: unknown): unknown =>
  typeof value === 'string' && hasOffset.test(value) ? value : undefined;

/**
 * Stamps with an offset and Sysmon's UtcTime are certain. TimeCreated and EventTime without one are the local time
 * of the machine that ran the shipper; where the source's zone is not known, `@timestamp`, which the shipper set a
 * little later, is nearer to the truth.
 */
function time(document: JsonObject, zone: string | undefined): number | undefined {
  const { TimeCreated, SystemTime, UtcTime, EventTime } = document;
  const local = TimeCreated ?? EventTime;
  return firstTime([
    [exact(TimeCreated), 'UTC'],
    [SystemTime, 'UTC'],
    [UtcTime, 'UTC'],
    [exact(EventTime), 'UTC'],
    [zone === undefined ? undefined : local, zone],
    [document['@timestamp'], 'UTC'],
    [local, 'UTC'],
  ]);
}
