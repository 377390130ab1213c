import type { Event, FieldValue } from '../../contract/event.js';
import { flatten, setField } from '../json/flatten.js';
import { type JsonObject, objectAt } from '../json/object.js';
import { applyColumns, firstTime, setData, setSystem } from './system.js';

/** Whether the document is Winlogbeat's: `winlog` nested or with dots in its names. */
export function isWinlogbeat(document: JsonObject): boolean {
  const winlog = objectAt(document, 'winlog');
  if (winlog !== undefined) return winlog['channel'] !== undefined || winlog['event_id'] !== undefined;
  return document['winlog.channel'] !== undefined || document['winlog.event_id'] !== undefined;
}

/** Winlogbeat's names for the System section. */
const systemNames: Record<string, string> = {
  'winlog.channel': 'Channel',
  'winlog.event_id': 'EventID',
  'winlog.provider_name': 'Provider_Name',
  'winlog.provider_guid': 'Provider_Guid',
  'winlog.computer_name': 'Computer',
  'winlog.record_id': 'EventRecordID',
  'winlog.version': 'Version',
  'winlog.process.pid': 'Execution_ProcessID',
  'winlog.process.thread.id': 'Execution_ThreadID',
  'winlog.activity_id': 'Correlation_ActivityID',
  'winlog.user.identifier': 'Security_UserID',
};

/** What Winlogbeat derives from the event itself, under ECS names; the columns are filled from the event instead. */
const derived = new Set([
  'message',
  '@timestamp',
  'event.code',
  'event.provider',
  'event.original',
  'winlog.keywords',
]);

/** Fills `event` from Winlogbeat's shape; whatever is not `winlog.*` keeps its name in `fields`. */
export function applyWinlogbeat(event: Event, document: JsonObject, zone: string | undefined): void {
  const all: Record<string, FieldValue> = {};
  flatten(document, '', all);
  for (const [name, value] of Object.entries(all)) {
    const system = systemNames[name];
    if (system !== undefined) setSystem(event, system, value);
    else if (name.startsWith('winlog.event_data.')) setData(event, name.slice(18), value);
    else if (name.startsWith('winlog.user_data.')) userData(event, name.slice(17), value);
    else if (!derived.has(name)) setField(event.fields, name, value);
  }
  if (event.fields['EventID'] === undefined) setSystem(event, 'EventID', all['event.code']);
  if (event.fields['Computer'] === undefined) setSystem(event, 'Computer', all['host.name']);
  if (typeof all['message'] === 'string') event.message = all['message'];
  unnamedData(event);
  level(event, all['log.level']);
  audit(event, all['winlog.keywords'] ?? all['event.outcome']);
  applyColumns(event, firstTime([[all['@timestamp'], zone]]));
}

/** `winlog.user_data.xml_name` is the wrapper's name, no field of the event. */
function userData(event: Event, name: string, value: FieldValue): void {
  if (name !== 'xml_name') setData(event, name, value);
}

/** Winlogbeat names unnamed values param1, param2, ...; Sigma's `Data` matches any of them. */
function unnamedData(event: Event): void {
  const values: FieldValue[] = [];
  for (let n = 1; event.fields[`param${n}`] !== undefined; n++) values.push(event.fields[`param${n}`]!);
  if (values.length > 0 && event.fields['Data'] === undefined) event.fields['Data'] = values;
}

const levels: Record<string, number> = {
  critical: 1,
  error: 2,
  warning: 3,
  information: 4,
  info: 4,
  verbose: 5,
};

function level(event: Event, value: FieldValue | undefined): void {
  const number = typeof value === 'string' ? levels[value.toLowerCase()] : undefined;
  if (number !== undefined) event.fields['Level'] = number;
}

/** Winlogbeat renders the keywords' names, in the display language; its `event.outcome` is language-neutral. */
function audit(event: Event, keywords: FieldValue | undefined): void {
  const names = Array.isArray(keywords) ? keywords : [keywords];
  if (names.includes('Audit Failure') || event.fields['event.outcome'] === 'failure') {
    event.fields['Keywords'] = '0x8010000000000000';
  } else if (names.includes('Audit Success') || event.fields['event.outcome'] === 'success') {
    event.fields['Keywords'] = '0x8020000000000000';
  }
}
