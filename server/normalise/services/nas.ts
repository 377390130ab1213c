import type { Event } from '../../contract/event.js';
import { setDataset, setEnd, setKind, setPair, setUser } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

const who = String.raw`^User \[(?<user>[^\]]{1,128})\] from \[(?:(?<host>[^\](]{1,128})\()?(?<source>${address})\)?\]`;
const synologyForms = [
  form(`${who} (?:logged in|signed in to)[^\\[]{0,60}\\[(?<service>[^\\]]{1,60})\\]`, 'login', true),
  form(
    `${who} failed to (?:log in|sign in to)[^\\[]{0,60}\\[(?<service>[^\\]]{1,60})\\](?: due to (?<reason>[^\\n]{1,200}))?`,
    'login',
    false,
  ),
  form(`${who} (?:logged out|signed out)`, 'logout', true),
  form(
    `^Host \\[(?<source>${address})\\] was blocked via \\[(?<service>[^\\]]{1,60})\\]`,
    'addressBlocked',
    true,
  ),
  form(
    '^(?:System )?User \\[(?<TargetUser>[^\\]]{1,128})\\] was (?<operation>created|deleted|enabled|disabled|added to [^\\n]{1,128})',
    'accountChanged',
    true,
  ),
  form(
    '^(?:User )?\\[(?<user>[^\\]]{1,128})\\] (?<operation>(?:deleted|created|encrypted|enabled|disabled) (?:shared folder|the shared folder|snapshot|backup task)[^\\n]{0,200})',
    'configChanged',
    true,
  ),
  form(
    '^(?<operation>Shared folder \\[(?<share>[^\\]]{1,128})\\] was (?:deleted|created|encrypted))',
    'configChanged',
    true,
  ),
];
const transfers = {
  delete: 'fileDeleted',
  move: 'fileRenamed',
  rename: 'fileRenamed',
  write: 'fileWritten',
  create: 'fileWritten',
  upload: 'fileWritten',
  'create folder': 'fileWritten',
  read: 'fileRead',
  download: 'fileRead',
} as const;
const operation = /^(?:[A-Za-z]{2,16} )?Event: ([a-z ]{2,30}), (?:Path|From): /;

/** Reads a record of Synology's DSM: logons, blocked addresses, transfers of files. @returns false when it is none */
export function synology(event: Event, text: string): boolean {
  if (transfer(event, text)) return true;
  if (!readMessage(event, text, synologyForms)) return false;
  setDataset(event, 'synology', 'system');
  return true;
}

/**
 * `Event: delete, Path: /projekte/x.docx, File/Folder: File, Size: 1.2 KB, User: anna, IP: 10.1.2.3`. Paths may hold
 * all of this: the parts behind them are looked for from the end.
 */
function transfer(event: Event, text: string): boolean {
  const head = operation.exec(text);
  const ipAt = text.lastIndexOf(', IP: ');
  const userAt = text.lastIndexOf(', User: ', ipAt);
  if (head === null || userAt < 0) return false;
  const sizeAt = text.lastIndexOf(', Size: ', userAt);
  const typeAt = Math.max(text.lastIndexOf(', File/Folder: ', userAt), text.lastIndexOf(', Type: ', userAt));
  if (typeAt < head[0].length) return false;
  setDataset(event, 'synology', 'transfer');
  const kind = Object.hasOwn(transfers, head[1]!) ? transfers[head[1] as keyof typeof transfers] : undefined;
  if (kind !== undefined) setKind(event, kind, true);
  setPair(event, 'operation', head[1]!);
  const [path, target] = text.slice(head[0].length, typeAt).split(', To: ', 2);
  setPair(event, 'path', path!);
  if (target !== undefined) setPair(event, 'new_path', target);
  setPair(event, 'type', text.slice(text.indexOf(': ', typeAt) + 2, sizeAt > typeAt ? sizeAt : userAt));
  if (sizeAt > typeAt) setPair(event, 'size', text.slice(sizeAt + 8, userAt));
  setUser(event, text.slice(userAt + 8, ipAt));
  setEnd(event, 'source', text.slice(ipAt + 6).split(/[ ,]/, 1)[0]);
  return true;
}

/** `conn log: Users: admin, Source IP: 10.1.2.3, Computer name: PC1, Connection type: HTTP, Accessed resources: ---, Action: Login Fail`. */
const qnapLog =
  /^(conn|event) log: Users: ([^,]{1,128}), Source IP: ([\da-fA-F.:]{2,45}), Computer name: ([^,]{0,128}),? ?/;

/** Reads a record of QNAP's QTS (`qlogd`). @returns false when it is none */
export function qnap(event: Event, text: string): boolean {
  const head = qnapLog.exec(text);
  if (head === null) return false;
  const [all, log, user, source, computer] = head;
  setDataset(event, 'qnap', log === 'conn' ? 'connection' : 'system');
  setUser(event, user === '---' ? undefined : user);
  if (source !== '127.0.0.1') setEnd(event, 'source', source);
  if (computer !== '---') setPair(event, 'computer', computer!);
  const rest = text.slice(all.length);
  if (log === 'event') {
    setPair(event, 'content', rest.replace(/^Content: /, ''));
    return true;
  }
  const [, connection, resource, action] =
    /^Connection type: ([^,]{1,40}), Accessed resources: (.{0,2000}), Action: ([A-Za-z ]{2,30})/s.exec(
      rest,
    ) ?? [];
  if (action === undefined) return true;
  setPair(event, 'service', connection!);
  if (resource !== '---') setPair(event, 'path', resource!);
  setPair(event, 'operation', action);
  if (/^Login (?:OK|Fail)/.test(action)) setKind(event, 'login', action === 'Login OK');
  else if (action === 'Logout') setKind(event, 'logout', true);
  else if (action === 'Delete') setKind(event, 'fileDeleted', true);
  else if (action === 'Rename' || action === 'Move') setKind(event, 'fileRenamed', true);
  else if (action === 'Write' || action === 'Upload') setKind(event, 'fileWritten', true);
  else if (action === 'Read' || action === 'Download') setKind(event, 'fileRead', true);
  return true;
}
