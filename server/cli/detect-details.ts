import type { EventDocument } from '../contract/event.js';
import { visible } from './detect-hit.js';

/** Fields that tell an analyst most, in the order in which they are read. */
const telling = [
  'CommandLine',
  'ProcessCommandLine',
  'Image',
  'NewProcessName',
  'ParentCommandLine',
  'ParentImage',
  'ParentProcessName',
  'SourceImage',
  'TargetImage',
  'GrantedAccess',
  'ImageLoaded',
  'PipeName',
  'TargetFilename',
  'TargetObject',
  'ObjectName',
  'ObjectValueName',
  'Details',
  'NewValue',
  'QueryName',
  'DestinationHostname',
  'DestinationIp',
  'DestinationPort',
  'ServiceName',
  'ServiceFileName',
  'ImagePath',
  'StartType',
  'TaskName',
  'TaskContent',
  'ScriptBlockText',
  'Path',
  'Threat Name',
  'ThreatName',
  'TargetUserName',
  'TargetDomainName',
  'MemberSid',
  'SubjectUserName',
  'LogonType',
  'IpAddress',
  'WorkstationName',
  'Status',
  'SubStatus',
  'TicketEncryptionType',
  'ShareName',
  'RelativeTargetName',
  'Properties',
  'PrivilegeList',
  'cs-method',
  'cs-uri-stem',
  'cs-uri-query',
  'sc-status',
  'c-ip',
] as const;

const mostFields = 8;
const mostCharacters = 400;
const separator = ' ¦ ';

/**
 * @param event the event that completed a match
 * @returns its telling fields on one line, `Name: value ¦ Name: value`; its message or its first fields where it has
 * none of them. Control characters are replaced, long values cut
 */
export function keyDetails(event: EventDocument): string {
  const { fields, message } = event;
  const known = telling.filter((name) => isPresent(fields[name]));
  if (known.length === 0 && message !== undefined) return cut(message);
  const names = known.length > 0 ? known : Object.keys(fields).filter((name) => isPresent(fields[name]));
  return names
    .slice(0, mostFields)
    .map((name) => `${visible(name)}: ${cut(textOf(fields[name]))}`)
    .join(separator);
}

/** Windows writes a dash where it has nothing to say. */
function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '' && value !== '-';
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function cut(text: string): string {
  const short = text.length > mostCharacters ? `${text.slice(0, mostCharacters - 1)}…` : text;
  return visible(short.replace(/\s+/g, ' '));
}
