import type { Event } from '../../contract/event.js';
import { keyValues } from './key-values.js';

/** Messages of shadow's tools whose first capture is the account (or group), the second the group. */
const patterns: [RegExp, string][] = [
  [/^delete user '([^']+)'/, 'user_deleted'],
  [/^add '([^']+)' to (?:shadow )?group '([^']+)'/, 'group_member_added'],
  [/^delete '([^']+)' from (?:shadow )?group '([^']+)'/, 'group_member_removed'],
  [/^user (\S+) added by \S+ to group (\S+)/, 'group_member_added'],
  [/^user (\S+) removed by \S+ from group (\S+)/, 'group_member_removed'],
  [/^change user '([^']+)' password/, 'password_changed'],
  [/^changed password (?:expiry )?for (?:user )?'?([^'\s]+)/, 'password_changed'],
  [/^password for '?([^'\s]+)'? changed/, 'password_changed'],
  [/^lock user '([^']+)' password/, 'user_locked'],
  [/^unlock user '([^']+)' password/, 'user_unlocked'],
  [/^change user '([^']+)' /, 'user_changed'],
];

/**
 * Reads useradd, userdel, usermod, groupadd, gpasswd and passwd: `fields.TargetUser` is the account that changed,
 * `fields.TargetGroup` the group. Who did it is not in these messages.
 */
export function accounts(event: Event, message: string): void {
  event['event.category'] = 'iam';
  event['event.outcome'] = message.startsWith('failed ') ? 'failure' : 'success';
  if (message.startsWith('new user: ') || message.startsWith('new group: ')) {
    created(event, message);
    return;
  }
  for (const [pattern, action] of patterns) {
    const match = pattern.exec(message);
    if (match === null) continue;
    event['event.action'] = action;
    event.fields['TargetUser'] = match[1]!;
    if (match[2] !== undefined) event.fields['TargetGroup'] = match[2];
    return;
  }
}

/** `new user: name=bob, UID=1001, GID=1001, home=/home/bob, shell=/bin/bash, from=/dev/pts/0` */
function created(event: Event, message: string): void {
  const isUser = message.startsWith('new user');
  event['event.action'] = isUser ? 'user_created' : 'group_created';
  keyValues(message, (key, value) => {
    const text = value.endsWith(',') ? value.slice(0, -1) : value;
    if (key === 'name') event.fields[isUser ? 'TargetUser' : 'TargetGroup'] = text;
    else event.fields[key] = text;
  });
}
