import type { Event } from '../../contract/event.js';
import { pam } from './pam.js';

/** Fills `user.name` (who called su), TargetUser and TTY. */
function result(
  event: Event,
  outcome: 'success' | 'failure',
  user: string,
  target: string,
  tty?: string,
): void {
  event['event.category'] = 'authentication';
  event['event.action'] = 'su';
  event['event.outcome'] = outcome;
  event['user.name'] = user;
  event.fields['TargetUser'] = target;
  if (tty !== undefined) event.fields['TTY'] = tty;
}

/**
 * Reads su's messages: `(to root) alice on pts/0` and `FAILED SU (to root) alice on pts/0` (util-linux),
 * `Successful su for root by alice`, `FAILED su for root by alice`, `+ /dev/pts/0 alice:root` (shadow).
 */
export function su(event: Event, message: string): void {
  const to = /^(FAILED SU )?\(to ([^)]+)\) (\S+) on (\S+)/.exec(message);
  if (to !== null) {
    result(event, to[1] === undefined ? 'success' : 'failure', to[3]!, to[2]!, to[4]);
    return;
  }
  const by = /^(Successful|FAILED) su for (\S+) by (\S+)/.exec(message);
  if (by !== null) {
    result(event, by[1] === 'FAILED' ? 'failure' : 'success', by[3]!, by[2]!);
    return;
  }
  if (message.startsWith('+ ') || message.startsWith('- ')) shadow(event, message);
  else pam(event, message);
}

/** `+ /dev/pts/0 alice:root`, older `+ pts/0 alice-root`. */
function shadow(event: Event, message: string): void {
  const [sign, tty, users = '', more] = message.split(' ', 4);
  const at = users.includes(':') ? users.indexOf(':') : users.indexOf('-');
  if (tty === undefined || at < 1 || more !== undefined) return;
  result(event, sign === '+' ? 'success' : 'failure', users.slice(0, at), users.slice(at + 1), tty);
}
