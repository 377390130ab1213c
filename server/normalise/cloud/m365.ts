import type { Event } from '../../contract/event.js';
import { setEnd } from '../device/columns.js';
import { flatten } from '../json/flatten.js';
import { type JsonObject, objectAt } from '../json/object.js';
import { isoTime } from '../time.js';
import { addTargets } from './audit-targets.js';
import { namedValues } from './named-values.js';

/** Whether a JSON object is a record of the unified audit log (Office 365 Management Activity API, common schema). */
export function isUnifiedAudit(document: JsonObject): boolean {
  return (
    typeof document['Operation'] === 'string' &&
    typeof document['Workload'] === 'string' &&
    document['RecordType'] !== undefined &&
    document['CreationTime'] !== undefined
  );
}

/**
 * @returns the record inside what other programs make of it: Filebeat's `o365.audit`, the `AuditData` text of
 * Search-UnifiedAuditLog and of the portal's export; undefined when the object holds none
 */
export function wrappedAudit(document: JsonObject): JsonObject | undefined {
  const filebeat = objectAt(objectAt(document, 'o365') ?? {}, 'audit');
  if (filebeat !== undefined) return isUnifiedAudit(filebeat) ? filebeat : undefined;
  const data = document['AuditData'] ?? document['auditData'];
  const inner = typeof data === 'string' ? parsed(data) : data;
  return isObject(inner) && isUnifiedAudit(inner) ? inner : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Lists of named values that the schemas have. */
const lists = [
  'Parameters',
  'ExtendedProperties',
  'ModifiedProperties',
  'OperationProperties',
  'DeviceProperties',
];

/** ECS categories of the operations that rules ask for most; the others have none. */
const categories: Record<string, string> = {
  UserLoggedIn: 'authentication',
  UserLoginFailed: 'authentication',
  MailboxLogin: 'authentication',
  FileDownloaded: 'file',
  FileAccessed: 'file',
  FileUploaded: 'file',
  FileModified: 'file',
  FileDeleted: 'file',
  FileRecycled: 'file',
  FileSyncDownloadedFull: 'file',
};

/**
 * Fills `event` from a record of the unified audit log of Microsoft 365. All fields keep their names; lists of named
 * values are fields of their own besides (`Parameters.ForwardTo`).
 */
export function applyUnifiedAudit(event: Event, document: JsonObject): void {
  const { fields } = event;
  flatten(document, '', fields);
  for (const name of lists) namedValues(event, document[name], name);
  event['event.module'] = 'm365';
  event['event.dataset'] = 'm365.audit';
  // The schema's CreationTime is UTC and has no offset.
  const time = isoTime(String(document['CreationTime']), 'UTC');
  if (time !== undefined) event['@timestamp'] = time;
  const operation = String(document['Operation']).trim();
  // Entra's operations end with a full stop here and without one in its own logs.
  const action = operation.endsWith('.') ? operation.slice(0, -1) : operation;
  event['event.action'] = action;
  event.message = action;
  event['event.code'] = String(document['RecordType']);
  const category = Object.hasOwn(categories, action) ? categories[action] : undefined;
  if (category !== undefined) event['event.category'] = category;
  setOutcome(event, String(document['ResultStatus'] ?? ''), action);
  setClient(
    event,
    text(document['ClientIPAddress']) ?? text(document['ClientIP']) ?? text(document['ActorIpAddress']),
  );
  const user = text(document['UserId']);
  if (user !== undefined) event['user.name'] = user;
  if (document['Workload'] === 'AzureActiveDirectory') addTargets(event, [asTarget(document)]);
  event['host.name'] = text(document['OrganizationName']) ?? 'microsoft365';
}

/**
 * Changes in Entra are here what a `targetResource` is in its own log: `Target` names one object in several ways,
 * `ModifiedProperties` says what changed. `Type` 5 is the account name (Azure Active Directory base schema).
 */
function asTarget(document: JsonObject): JsonObject {
  const { Target: target, ModifiedProperties: properties } = document;
  const named = (type: number): unknown => {
    const list: readonly unknown[] = Array.isArray(target) ? target : [];
    const found = list.find((item) => isObject(item) && item['Type'] === type);
    return isObject(found) ? found['ID'] : undefined;
  };
  return { userPrincipalName: named(5), displayName: named(1), modifiedProperties: properties };
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function setOutcome(event: Event, status: string, action: string): void {
  if (/^(?:succe(?:eded|ss)|true|partiallysucceeded)$/i.test(status)) event['event.outcome'] = 'success';
  else if (/^(?:failed|failure|false)$/i.test(status)) event['event.outcome'] = 'failure';
  if (action === 'UserLoginFailed') event['event.outcome'] = 'failure';
}

/** `203.0.113.5`, `203.0.113.5:52410`, `[2001:db8::5]:52410` and `::ffff:203.0.113.5` occur. */
function setClient(event: Event, address: string | undefined): void {
  if (address === undefined) return;
  const match = /^(?:\[([^\]]{2,45})\]|(\d{1,3}(?:\.\d{1,3}){3}))(?::(\d{1,5}))?$/.exec(address);
  if (match === null) setEnd(event, 'source', address);
  else setEnd(event, 'source', match[1] ?? match[2], match[3]);
}
