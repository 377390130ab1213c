import type { Event } from '../../contract/event.js';
import { Unparsable } from '../draft.js';
import { ipAddress } from '../ip.js';
import { wholeNumber } from '../scan.js';
import { keyValues } from './key-values.js';

const header = /(?:^|[ :])(?:msg=)?audit\((\d{1,12})\.(\d{3}):(\d{1,20})\)/;

/** @returns whether the text is a record of the Linux audit system (`type=... msg=audit(time:serial): ...`) */
export function isAuditRecord(text: string): boolean {
  return text.includes('audit(') && text.includes('type=') && header.test(text);
}

/**
 * Reads one record of the Linux audit system into `fields` under its own names; the serial number, which the
 * records of one event share, is `audit.serial`.
 * @throws Unparsable when `audit(time:serial)` is missing
 */
export function normaliseAuditd(event: Event, text: string): void {
  const match = header.exec(text);
  if (match === null) throw new Unparsable('audit record: no "audit(seconds.milliseconds:serial)"');
  event['event.module'] = 'linux';
  event['event.dataset'] = 'linux.auditd';
  event['@timestamp'] = Number(match[1]) * 1000 + Number(match[2]);
  event.fields['audit.serial'] = match[3]!;
  event.message = text;
  const node = /^node=(\S+) /.exec(text);
  if (node !== null) event['host.name'] = node[1]!;
  read(event, text.slice(0, match.index));
  const rest = text.slice(match.index + match[0].length);
  // USER_* records nest their pairs in msg='...'.
  const nested = rest.indexOf(" msg='");
  read(event, nested < 0 ? rest : rest.slice(0, nested));
  if (nested >= 0) read(event, rest.slice(nested + 6).replace(/'$/, ''));
  columns(event);
}

/** Keys whose unquoted value is hexadecimal when the kernel met an unsafe character. */
const encoded = new Set(['proctitle', 'comm', 'exe', 'name', 'cwd', 'key', 'acct', 'cmd', 'data']);

function read(event: Event, text: string): void {
  keyValues(text, (key, value, quoted) => {
    if (key === 'node' || key === 'msg') return;
    const argument = event.fields['type'] === 'EXECVE' && /^a\d+$/.test(key);
    event.fields[key] = !quoted && (encoded.has(key) || argument) ? decodeHex(value) : value;
  });
}

function decodeHex(value: string): string {
  if (value.length < 2 || value.length % 2 !== 0 || !/^[0-9A-F]+$/.test(value)) return value;
  return Buffer.from(value, 'hex').toString('utf8').replaceAll('\0', ' ');
}

function columns(event: Event): void {
  const { type, success, res, exe, comm, pid, acct, addr, proctitle, key } = event.fields as Record<
    string,
    string
  >;
  if (type !== undefined) event['event.action'] = type.toLowerCase();
  const result = success ?? res;
  if (result !== undefined)
    event['event.outcome'] = result === 'yes' || result === 'success' ? 'success' : 'failure';
  if (exe !== undefined) event['process.executable'] = exe;
  if (comm !== undefined) event['process.name'] = comm;
  if (proctitle !== undefined) event['process.command_line'] = proctitle;
  const id = wholeNumber(pid);
  if (id !== undefined) event['process.pid'] = id;
  if (acct !== undefined) event['user.name'] = acct;
  const ip = ipAddress(addr);
  if (ip !== undefined) event['source.ip'] = ip;
  if (key === '(null)') delete event.fields['key'];
}
