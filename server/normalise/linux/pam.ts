import type { Event } from '../../contract/event.js';
import { ipAddress } from '../ip.js';
import { digits } from '../scan.js';
import { keyValues } from './key-values.js';

/** Keys that PAM modules write about a failure, kept in `fields` when they have a value. */
const keys = new Set(['logname', 'uid', 'euid', 'tty', 'ruser', 'rhost', 'user']);

/**
 * Reads a PAM module's message, with or without `pam_unix(sshd:auth): ` before it. Actions: `authentication`,
 * `user_unknown`, `session_opened`, `session_closed`, `password_changed`.
 */
export function pam(event: Event, message: string): void {
  const text = withoutPrefix(event, message);
  event['event.category'] = 'authentication';
  if (text.startsWith('authentication failure')) failure(event, text);
  else if (text.startsWith('authentication success')) {
    failure(event, text);
    event['event.outcome'] = 'success';
  } else if (text.startsWith('check pass; user unknown')) event['event.action'] = 'user_unknown';
  else if (text.startsWith('session opened for user ')) sessionOpened(event, text);
  else if (text.startsWith('session closed for user ')) session(event, 'session_closed', text.slice(24));
  else if (text.startsWith('password changed for ')) {
    event['event.category'] = 'iam';
    event['event.action'] = 'password_changed';
    event['user.name'] = text.slice(21);
  } else delete event['event.category'];
}

/** `pam_unix(sshd:auth): `; module, service and type go into `fields`. */
function withoutPrefix(event: Event, message: string): string {
  const open = message.indexOf('(');
  const close = message.indexOf('): ', open);
  if (!message.startsWith('pam_') || open < 0 || close < 0) return message;
  event.fields['pam_module'] = message.slice(0, open);
  const [service, type] = message.slice(open + 1, close).split(':', 2);
  if (service !== undefined) event.fields['pam_service'] = service;
  if (type !== undefined) event.fields['pam_type'] = type;
  return message.slice(close + 3);
}

/** `authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1  user=root` */
function failure(event: Event, text: string): void {
  event['event.action'] = 'authentication';
  event['event.outcome'] = 'failure';
  keyValues(text, (key, value) => {
    if (value === '' || !keys.has(key)) return;
    event.fields[key] = value;
    if (key === 'user') event['user.name'] = value;
    if (key === 'rhost') {
      const ip = ipAddress(value);
      if (ip !== undefined) event['source.ip'] = ip;
    }
  });
}

/** sshd's summary `PAM 5 more authentication failures; ...` and `PAM service(sshd) ignoring max retries; 6 > 3`. */
export function pamFailures(event: Event, text: string): void {
  const count = digits(text, 4, text.indexOf(' ', 4));
  if (count < 0 || !text.includes(' more authentication failure')) return;
  event['event.category'] = 'authentication';
  failure(event, text);
  event.fields['repeated'] = count;
}

/** `session opened for user root(uid=0) by alice(uid=1000)`; older PAM writes no uid after the first name. */
function sessionOpened(event: Event, text: string): void {
  const by = text.lastIndexOf(' by ');
  session(event, 'session_opened', text.slice(24, by < 24 ? undefined : by));
  if (by < 24) return;
  const [name, id] = nameAndUid(text.slice(by + 4));
  if (name !== '') event.fields['by_user'] = name;
  if (id !== undefined) event.fields['by_uid'] = id;
}

function session(event: Event, action: string, user: string): void {
  event['event.category'] = 'session';
  event['event.action'] = action;
  event['event.outcome'] = 'success';
  const [name, id] = nameAndUid(user);
  if (name !== '') event['user.name'] = name;
  if (id !== undefined) event.fields['uid'] = id;
}

function nameAndUid(text: string): [string, string | undefined] {
  const open = text.indexOf('(uid=');
  return open < 0 ? [text, undefined] : [text.slice(0, open), text.slice(open + 5, text.indexOf(')', open))];
}
