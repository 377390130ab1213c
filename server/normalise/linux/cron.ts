import type { Event } from '../../contract/event.js';

/** What cron and crontab write in capitals, and the action it stands for. */
const actions: Record<string, string> = {
  CMD: 'cron_command',
  REPLACE: 'crontab_changed',
  DELETE: 'crontab_deleted',
  LIST: 'crontab_listed',
  'BEGIN EDIT': 'crontab_edit_begun',
  'END EDIT': 'crontab_edit_ended',
  RELOAD: 'crontab_reloaded',
};

/** Reads `(root) CMD (run-parts /etc/cron.hourly)` and crontab's `(root) REPLACE (alice)`. */
export function cron(event: Event, message: string): void {
  const match = /^\(([^)]*)\) ([A-Z][A-Z ]*[A-Z]) \(/.exec(message);
  if (match === null) return;
  const action = actions[match[2]!];
  if (action === undefined) return;
  const rest = message.slice(match[0].length, message.endsWith(')') ? -1 : undefined);
  event['event.action'] = action;
  event['user.name'] = match[1]!;
  if (action === 'cron_command') {
    event['event.category'] = 'process';
    // cronie writes `CMDEND` and pads the command with a space.
    event['process.command_line'] = rest.trim();
  } else {
    event['event.category'] = 'configuration';
    event.fields['TargetUser'] = rest;
  }
}
