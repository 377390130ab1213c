import type { Event } from '../../contract/event.js';
import { type Kind, setDataset, setEnd, setKind, setPair, setUser } from '../device/columns.js';
import { Unparsable } from '../draft.js';
import { ipAddress } from '../ip.js';
import { flatten } from '../json/flatten.js';
import type { JsonObject } from '../json/object.js';
import { objectAt } from '../json/object.js';
import { isoTime } from '../time.js';

/** Operations of the module vfs_full_audit, and what they are; the others stay under their own name. */
const operations: Record<string, Kind> = {
  connect: 'shareConnected',
  disconnect: 'logout',
  unlink: 'fileDeleted',
  unlinkat: 'fileDeleted',
  rmdir: 'fileDeleted',
  rename: 'fileRenamed',
  renameat: 'fileRenamed',
  pwrite: 'fileWritten',
  pwrite_send: 'fileWritten',
  pwrite_recv: 'fileWritten',
  write: 'fileWritten',
  mkdir: 'fileWritten',
  mkdirat: 'fileWritten',
  pread: 'fileRead',
  pread_send: 'fileRead',
  pread_recv: 'fileRead',
  read: 'fileRead',
  sendfile: 'fileRead',
};
const others = new Set([
  'open',
  'openat',
  'close',
  'create_file',
  'opendir',
  'fdopendir',
  'chmod',
  'fchmod',
  'chown',
  'fchown',
  'ftruncate',
  'linkat',
  'link',
  'symlink',
  'symlinkat',
  'realpath',
  'stat',
  'lstat',
  'fstat',
  'set_nt_acl',
  'fset_nt_acl',
  'setxattr',
  'fsetxattr',
  'removexattr',
  'fremovexattr',
  'offload_write_send',
  'offload_write_recv',
]);

/**
 * Reads `user|address|share|operation|ok|path[|path]`, the form of vfs_full_audit with whatever
 * `full_audit:prefix` puts before the operation; the first word that is no address is the user.
 * @returns false when no operation is in it
 */
export function sambaAudit(event: Event, text: string): boolean {
  const parts = text.split('|', 24);
  const at = parts.findIndex(
    (part, index) =>
      (part in operations || others.has(part)) && /^(?:ok|fail)\b/.test(parts[index + 1] ?? ''),
  );
  if (at < 0) return false;
  setDataset(event, 'samba', 'audit');
  const operation = parts[at]!;
  const result = parts[at + 1]!;
  const kind = operations[operation];
  if (kind === undefined) {
    event['event.category'] = 'file';
    event['event.action'] = `file_${operation}`;
  } else setKind(event, kind);
  event['event.outcome'] = result.startsWith('ok') ? 'success' : 'failure';
  setPair(event, 'operation', operation);
  if (result.length > 4) setPair(event, 'reason', result.slice(5).replace(/^\(|\)$/g, ''));
  before(event, parts.slice(0, at));
  const paths = parts.slice(at + 2);
  // create_file names access, whether it is a file, and how it is to be opened before the path.
  const path = operation === 'create_file' ? paths.at(-1) : paths[0];
  if (path !== undefined) setPair(event, 'path', path);
  if (kind === 'fileRenamed' && paths[1] !== undefined) setPair(event, 'new_path', paths[1]);
  return true;
}

/** What `full_audit:prefix` wrote: user, address, then machine or share. */
function before(event: Event, parts: readonly string[]): void {
  let named = false;
  let other = 0;
  for (const part of parts) {
    if (ipAddress(part) !== undefined) setEnd(event, 'source', part);
    else if (!named) {
      named = true;
      setUser(event, part);
    } else setPair(event, other++ === 0 ? 'share' : `prefix_${other}`, part);
  }
}

/** Kinds of the JSON records that the log classes auth_audit, dsdb_audit and the like write. */
const audits = new Set([
  'Authentication',
  'Authorization',
  'KDC Authorization',
  'dsdbChange',
  'passwordChange',
  'groupChange',
  'dsdbTransaction',
  'replicatedUpdate',
]);

/**
 * Reads Samba's JSON audit records, also behind `JSON Authentication: ` or another beginning.
 * @returns false when there is none
 * @throws Unparsable when it begins as one and is no JSON
 */
export function sambaJson(event: Event, text: string): boolean {
  const at = text.indexOf('{"timestamp"');
  const type = /"type": ?"([A-Za-z ]{4,24})"/.exec(text)?.[1] ?? '';
  if (at < 0 || at > 200 || !audits.has(type)) return false;
  setDataset(event, 'samba', type);
  let document: unknown;
  try {
    document = JSON.parse(text.slice(at));
  } catch {
    throw new Unparsable(`Samba ${type}: the JSON does not end or is damaged`, at);
  }
  apply(event, document as JsonObject, type, at);
  return true;
}

/** @returns whether a document is one of Samba's audit records; the event then has what it says */
export function sambaDocument(event: Event, document: JsonObject): boolean {
  const { timestamp, type } = document;
  if (typeof timestamp !== 'string' || typeof type !== 'string' || !audits.has(type)) return false;
  setDataset(event, 'samba', type);
  event['@timestamp'] = isoTime(timestamp, undefined) ?? event['@timestamp'];
  event.message = JSON.stringify(document);
  apply(event, document, type, 0);
  return true;
}

function apply(event: Event, document: JsonObject, type: string, at: number): void {
  const record = objectAt(document, type);
  if (record === undefined) throw new Unparsable(`Samba ${type}: no "${type}" in the JSON`, at);
  flatten(record, '', event.fields);
  columns(event, type);
}

function columns(event: Event, type: string): void {
  const { status, statusCode, clientAccount, mappedAccount, clientDomain, userSid, eventId, action } =
    event.fields;
  const code = eventId ?? statusCode;
  if (typeof code === 'number' || typeof code === 'string') event['event.code'] = String(code);
  const good = status === 'NT_STATUS_OK' || statusCode === 0 || status === 'Success';
  if (type === 'Authentication') setKind(event, 'login', good);
  else if (type === 'Authorization' || type === 'KDC Authorization') event['event.category'] = 'session';
  else {
    setKind(event, 'accountChanged', good);
    if (typeof action === 'string') event.fields['operation'] = action;
  }
  const account = [clientAccount, mappedAccount, event.fields['account'], userSid].find(
    (value) => typeof value === 'string' && value !== '',
  );
  if (typeof account === 'string') setUser(event, account);
  if (typeof clientDomain === 'string' && clientDomain !== '') event['user.domain'] ??= clientDomain;
  end(event, 'source', event.fields['remoteAddress']);
  end(event, 'destination', event.fields['localAddress']);
}

/** `ipv4:203.0.113.5:50312`, `ipv6:2001:db8::5:50312`. */
function end(event: Event, which: 'source' | 'destination', value: unknown): void {
  if (typeof value !== 'string' || !/^ipv[46]:/.test(value)) return;
  const colon = value.lastIndexOf(':');
  setEnd(event, which, value.slice(5, colon), value.slice(colon + 1));
}

/** Reads what Samba's programs write to syslog. */
export function samba(event: Event, text: string): void {
  setDataset(event, 'samba', 'log');
  if (!sambaJson(event, text.trimStart())) sambaAudit(event, text);
}
