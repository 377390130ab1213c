import type { Event } from '../../contract/event.js';

const unitActions: [string, string, 'success' | 'failure'][] = [
  ['Started ', 'unit_started', 'success'],
  ['Stopped ', 'unit_stopped', 'success'],
  ['Reloaded ', 'unit_reloaded', 'success'],
  ['Failed to start ', 'unit_started', 'failure'],
];

/** Reads what systemd (`Started Foo.`) and systemd-logind (`New session 3 of user alice.`) write. */
export function systemd(event: Event, message: string): void {
  const login = /^New session (\S+) of user ([^\s]+?)\.?$/.exec(message);
  if (login !== null) {
    event['event.category'] = 'session';
    event['event.action'] = 'session_opened';
    event['event.outcome'] = 'success';
    event.fields['session'] = login[1]!;
    event['user.name'] = login[2]!;
    return;
  }
  for (const [prefix, action, outcome] of unitActions) {
    if (message.startsWith(prefix)) {
      event['event.category'] = 'process';
      event['event.action'] = action;
      event['event.outcome'] = outcome;
      event.fields['unit'] = message.slice(prefix.length).replace(/\.$/, '');
      return;
    }
  }
}
