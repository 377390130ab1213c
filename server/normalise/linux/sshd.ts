import type { Event } from '../../contract/event.js';
import { ipAddress, port } from '../ip.js';
import { digits, isDigit } from '../scan.js';
import { pamFailures } from './pam.js';

/**
 * Reads a message of OpenSSH's server. User names are the attacker's text and may hold spaces or even
 * ` from 192.0.2.1 port 22`: the address is always searched from the right.
 */
export function sshd(event: Event, message: string): void {
  let text = message;
  if (text.startsWith('message repeated ')) text = repeated(event, text);
  if (text.startsWith('error: ')) text = text.slice(7);
  else if (text.startsWith('fatal: ')) text = text.slice(7);
  if (text.endsWith(' [preauth]')) text = text.slice(0, -10);
  switch (text.charCodeAt(0)) {
    case 65: // A
      accepted(event, text);
      return;
    case 70: // F
      failed(event, text);
      return;
    case 73: // I
      invalidUser(event, text, 'Invalid user ');
      return;
    case 105: // i
      invalidUser(event, text, 'input_userauth_request: invalid user ');
      return;
    case 67: // C
    case 68: // D
    case 82: // R
      disconnect(event, text);
      return;
    default:
      other(event, text);
      return;
  }
}

/** `message repeated 5 times: [ text]` (rsyslog's reduction): returns the inner text. */
function repeated(event: Event, text: string): string {
  const end = text.indexOf(' times: [ ');
  const count = end < 0 ? -1 : digits(text, 17, end);
  if (count < 0) return text;
  event.fields['repeated'] = count;
  return text.endsWith(']') ? text.slice(end + 10, -1) : text.slice(end + 10);
}

function login(event: Event, outcome: 'success' | 'failure'): void {
  event['event.category'] = 'authentication';
  event['event.action'] = 'ssh_login';
  event['event.outcome'] = outcome;
}

/** `Accepted publickey for root from 192.0.2.1 port 22 ssh2: RSA SHA256:...` */
function accepted(event: Event, text: string): void {
  if (!text.startsWith('Accepted ')) {
    other(event, text);
    return;
  }
  const at = text.indexOf(' for ', 9);
  if (at < 0) return;
  login(event, 'success');
  event.fields['method'] = text.slice(9, at);
  userAndPeer(event, text, at + 5);
}

/** `Failed password for [invalid user ]admin from 192.0.2.1 port 22 ssh2` */
function failed(event: Event, text: string): void {
  if (!text.startsWith('Failed ')) return;
  const at = text.indexOf(' for ', 7);
  if (at < 0) return;
  login(event, 'failure');
  event.fields['method'] = text.slice(7, at);
  userAndPeer(event, text, invalidPrefix(event, text, at + 5));
}

/** Skips `invalid user ` (older: `illegal user `), noted as `invalid_user: true`. */
function invalidPrefix(event: Event, text: string, at: number): number {
  if (!text.startsWith('invalid user ', at) && !text.startsWith('illegal user ', at)) return at;
  event.fields['invalid_user'] = true;
  return at + 13;
}

function invalidUser(event: Event, text: string, prefix: string): void {
  if (!text.startsWith(prefix)) return;
  event['event.category'] = 'authentication';
  event['event.action'] = 'ssh_invalid_user';
  event['event.outcome'] = 'failure';
  event.fields['invalid_user'] = true;
  if (prefix[0] === 'I') userAndPeer(event, text, prefix.length);
  else setUser(event, text.slice(prefix.length));
}

/** `<user> from <address>[ port <n>...]`, the address being the last one. */
function userAndPeer(event: Event, text: string, at: number): void {
  const from = text.lastIndexOf(' from ');
  if (from < at - 1) return;
  setUser(event, text.slice(at, from));
  peer(event, text, from + 6);
}

function setUser(event: Event, name: string): void {
  const user = name.trim();
  if (user !== '') event['user.name'] = user;
}

/** `<address>[ port <n>]` or `<address>:`; returns whether an address is there. */
function peer(event: Event, text: string, at: number): boolean {
  let end = text.indexOf(' ', at);
  if (end < 0) end = text.length;
  const word = text.slice(at, end);
  const ip = ipAddress(word) ?? (word.endsWith(':') ? ipAddress(word.slice(0, -1)) : undefined);
  if (ip === undefined) {
    // sshd with UseDNS writes a name.
    if (word !== '' && text.startsWith(' port ', end)) event.fields['source.domain'] = word;
    return false;
  }
  event['source.ip'] = ip;
  if (text.startsWith(' port ', end)) {
    let to = end + 6;
    while (isDigit(text.charCodeAt(to))) to++;
    const number = port(text.slice(end + 6, to));
    if (number !== undefined) event['source.port'] = number;
  }
  return true;
}

const closings: [string, string][] = [
  ['Received disconnect from ', 'ssh_disconnect'],
  ['Disconnected from ', 'ssh_disconnect'],
  ['Connection closed by ', 'ssh_disconnect'],
  ['Connection reset by ', 'ssh_disconnect'],
  ['Connection from ', 'ssh_connect'],
  ['Did not receive identification string from ', 'ssh_disconnect'],
];

function disconnect(event: Event, text: string): void {
  for (const [prefix, action] of closings) {
    if (text.startsWith(prefix)) {
      event['event.category'] = 'network';
      event['event.action'] = action;
      closingPeer(event, text, prefix.length);
      return;
    }
  }
  if (text.startsWith('Disconnecting')) {
    event['event.category'] = 'network';
    event['event.action'] = 'ssh_disconnect';
    const at = text.indexOf('Too many authentication failures for ');
    if (at >= 0) setUser(event, text.slice(invalidPrefix(event, text, at + 37)));
  }
}

/** `[[authenticating|invalid] user <name> ]<address>[ port <n>]`; the name may hold spaces. */
function closingPeer(event: Event, text: string, at: number): void {
  if (peer(event, text, at)) return;
  const user = text.indexOf('user ', at);
  const portAt = text.lastIndexOf(' port ');
  if (user < 0 || user > at + 15 || portAt < user) return;
  if (text.startsWith('invalid ', at)) event.fields['invalid_user'] = true;
  const addressAt = text.lastIndexOf(' ', portAt - 1);
  if (addressAt > user) setUser(event, text.slice(user + 5, addressAt));
  peer(event, text, addressAt + 1);
}

function other(event: Event, text: string): void {
  if (text.startsWith('PAM ')) {
    pamFailures(event, text);
    return;
  }
  if (text.startsWith('maximum authentication attempts exceeded for ')) {
    login(event, 'failure');
    event['event.action'] = 'ssh_max_attempts';
    userAndPeer(event, text, invalidPrefix(event, text, 45));
    return;
  }
  if (text.startsWith('User ') && text.includes(' not allowed because ')) {
    login(event, 'failure');
    const from = text.indexOf(' from ');
    if (from > 5) {
      setUser(event, text.slice(5, from));
      peer(event, text, from + 6);
    } else setUser(event, text.slice(5, text.indexOf(' not allowed because ')));
    return;
  }
  if (text.startsWith('reverse mapping checking getaddrinfo for ')) {
    event['event.action'] = 'ssh_reverse_mapping';
    const open = text.indexOf('[');
    const ip = ipAddress(text.slice(open + 1, text.indexOf(']', open)));
    if (ip !== undefined) event['source.ip'] = ip;
    return;
  }
  for (const prefix of [
    'Bad protocol version identification',
    'banner exchange: ',
    'Unable to negotiate with ',
  ]) {
    if (text.startsWith(prefix)) {
      badProtocol(event, text, prefix);
      return;
    }
  }
}

function badProtocol(event: Event, text: string, prefix: string): void {
  event['event.category'] = 'network';
  event['event.action'] = 'ssh_protocol_error';
  event['event.outcome'] = 'failure';
  if (prefix.startsWith('Unable')) peer(event, text, prefix.length);
  else if (prefix.startsWith('Bad')) peer(event, text, text.lastIndexOf(' from ') + 6);
  else peer(event, text, text.indexOf(' from ') + 6);
}
