import type { Event } from '../../contract/event.js';
import { digits } from '../scan.js';
import { pam } from './pam.js';

/** sudo's keys before COMMAND, under the names they get in `fields`. */
const names: Record<string, string> = {
  TTY: 'TTY',
  PWD: 'PWD',
  USER: 'TargetUser',
  GROUP: 'TargetGroup',
  ENV: 'ENV',
  TSID: 'TSID',
  CWD: 'CWD',
  CHROOT: 'CHROOT',
};

/**
 * Reads sudo's log line: `alice : [reason ; ]TTY=pts/0 ; PWD=/home/alice ; USER=root ; COMMAND=/bin/ls -l`.
 * `user.name` is who called sudo; a reason (`user NOT in sudoers`, `3 incorrect password attempts`) is a failure.
 */
export function sudo(event: Event, message: string): void {
  const colon = message.indexOf(' : ');
  if (colon < 0 || !message.includes('=', colon)) {
    pam(event, message);
    return;
  }
  event['user.name'] = message.slice(0, colon).trim();
  event['event.category'] = 'process';
  event['event.action'] = 'sudo';
  event['event.outcome'] = 'success';
  let at = colon + 3;
  while (at < message.length) {
    if (message.startsWith('COMMAND=', at)) {
      command(event, message.slice(at + 8));
      return;
    }
    let end = message.indexOf(' ; ', at);
    if (end < 0) end = message.length;
    part(event, message.slice(at, end));
    at = end + 3;
  }
}

/** COMMAND is last and holds the rest, so that ` ; ` inside of it is not taken for a separator. */
function command(event: Event, line: string): void {
  event['process.command_line'] = line;
  // Sigma's generic field: sudo lines match Linux rules written for USER and COMMAND.
  event.fields['COMMAND'] = line;
  const executable = line.split(' ', 1)[0];
  if (executable?.startsWith('/')) event['process.executable'] = executable;
}

function part(event: Event, text: string): void {
  const equals = text.indexOf('=');
  const key = equals < 0 ? '' : text.slice(0, equals);
  const name = names[key];
  if (name !== undefined) {
    event.fields[name] = text.slice(equals + 1);
    if (key === 'USER') event.fields['USER'] = text.slice(equals + 1);
    return;
  }
  event['event.outcome'] = 'failure';
  event.fields['Reason'] = text;
  if (text.endsWith('incorrect password attempts') || text.endsWith('incorrect password attempt')) {
    const count = digits(text, 0, text.indexOf(' '));
    if (count > 0) event.fields['repeated'] = count;
    event['event.category'] = 'authentication';
  }
}
