import type { Event } from '../../contract/event.js';
import { setDataset } from '../device/columns.js';
import { address, form, readMessage } from '../messages.js';

const forms = [
  form(
    `^(?:\\/\\S{0,100}: )?(?:User logged in for user|Successful login for user) '(?<user>[^']{0,128})' from:? (?<source>${address})`,
    'adminLogin',
    true,
  ),
  form(
    `^(?:\\/\\S{0,100}: )?User logged out for user '(?<user>[^']{0,128})' from:? (?<source>${address})`,
    'logout',
    true,
  ),
  form(
    `^(?:\\/\\S{0,100}: )?(?:Web GUI|webConfigurator) authentication error for (?:user )?'(?<user>[^']{0,128})' from:? (?<source>${address})`,
    'adminLogin',
    false,
  ),
  form('^user (?<user>\\S{1,128}) authenticated successfully for (?<service>\\S{1,60})', 'login', true),
  form(
    '^user (?<user>\\S{1,128}) (?:failed authentication|could not authenticate) for (?<service>\\S{1,60})',
    'login',
    false,
  ),
  form(
    `^(?:config-event: new_config|\\/\\S{0,200}: Configuration (?:changed|change)[^\\n]{0,60}|Configuration Change):? ?(?<path>\\S{1,300})?(?: by (?<user>[^\\s@]{1,128})@(?<source>${address}))?`,
    'configChanged',
    true,
  ),
  form(
    `^(?:\\[[0-9a-f-]{36}\\] )?(?<operation>action (?:allowed|denied|not allowed)) (?<command>\\S{1,200})(?: for user (?<user>\\S{1,128}))?`,
  ),
  form('^(?:\\[[0-9a-f-]{36}\\] )(?<operation>[A-Za-z][^\\n]{2,200})'),
];

/** Reads what OPNsense's and pfSense's programs audit, php and configd say about logons and changes. */
export function opnsense(event: Event, text: string): boolean {
  if (!readMessage(event, text, forms)) return false;
  setDataset(event, 'opnsense', 'audit');
  return true;
}
