import type { Event } from '../../contract/event.js';
import { readMessage } from '../messages.js';
import { moreMessages } from './cisco-asa-more.js';
import { threatDefense } from './cisco-ftd.js';
import { type Kind, setEnd, setKind, setPair, setUser } from './columns.js';

/** What a message of the ASA says: kind, whether it passed or succeeded, and where its values stand. */
interface Message {
  kind: Kind;
  passed: boolean | undefined;
  text: RegExp;
}

const address = String.raw`[\da-fA-F.:]{2,45}`;
/** `outside:203.0.113.5/443`, the interface and the port may be missing; `(mapped)` may follow. */
const end = (name: string): string =>
  String.raw`(?:[\w-]{1,48}:)?(?<${name}>${address})(?:\/(?<${name}Port>\d{1,5}))?(?: ?\([^)]{0,100}\))*`;
const message = (kind: Kind, passed: boolean | undefined, pattern: string): Message => ({
  kind,
  passed,
  text: new RegExp(pattern),
});

const built = (direction: string, one: string, other: string): Message =>
  message(
    'connection',
    true,
    `^Built ${direction} (?<protocol>\\w+) connection \\d+ for ${end(one)} to ${end(other)}`,
  );
const teardown = message(
  'connection',
  true,
  `^Teardown (?<protocol>\\w+) connection \\d+ for ${end('source')} to ${end('destination')}`,
);
const denied = (pattern: string): Message => message('connection', false, pattern);
const user = String.raw`(?<user>[^\s'"]{1,128})`;
const groupUser = `^Group <(?<group>[^>]{0,128})> User <(?<user>[^>]{0,128})> IP <(?<source>${address})>`;

/**
 * Messages by number ("Cisco Secure Firewall ASA Series Syslog Messages"). For inbound connections the ASA writes the
 * outer end first, for outbound ones too.
 */
const messages: Record<string, Message | readonly Message[]> = {
  '106001': denied(
    `^Inbound (?<protocol>TCP) connection denied from ${end('source')} to ${end('destination')}`,
  ),
  '106006': denied(`^Deny inbound (?<protocol>UDP) from ${end('source')} to ${end('destination')}`),
  '106014': denied(`^Deny inbound (?<protocol>icmp) src ${end('source')} dst ${end('destination')}`),
  '106015': denied(
    `^Deny (?<protocol>TCP) \\(no connection\\) from ${end('source')} to ${end('destination')}`,
  ),
  '106021': denied(
    `^Deny (?<protocol>\\w+) reverse path check from ${end('source')} to ${end('destination')}`,
  ),
  '106023': denied(`^Deny (?:protocol )?(?<protocol>\\w+) src ${end('source')} dst ${end('destination')}`),
  '106100': [
    message(
      'connection',
      true,
      `^access-list \\S{1,100} (?:permitted|est-allowed) (?<protocol>\\w+) [\\w-]{1,48}/(?<source>${address})\\((?<sourcePort>\\d{1,5})\\)(?:\\([^)]{0,100}\\))* -> [\\w-]{1,48}/(?<destination>${address})\\((?<destinationPort>\\d{1,5})\\)`,
    ),
    denied(
      `^access-list \\S{1,100} denied (?<protocol>\\w+) [\\w-]{1,48}/(?<source>${address})\\((?<sourcePort>\\d{1,5})\\)(?:\\([^)]{0,100}\\))* -> [\\w-]{1,48}/(?<destination>${address})\\((?<destinationPort>\\d{1,5})\\)`,
    ),
  ],
  '710003': denied(`^(?<protocol>\\w+) access denied by ACL from ${end('source')} to ${end('destination')}`),
  '302013': [built('inbound', 'source', 'destination'), built('outbound', 'destination', 'source')],
  '302015': [built('inbound', 'source', 'destination'), built('outbound', 'destination', 'source')],
  '302014': teardown,
  '302016': teardown,
  '605004': message(
    'adminLogin',
    false,
    `^Login denied from ${end('source')} to ${end('destination')}\\S* for user "?${user}`,
  ),
  '605005': message(
    'adminLogin',
    true,
    `^Login permitted from ${end('source')} to ${end('destination')}\\S* for user "?${user}`,
  ),
  '611101': message(
    'adminLogin',
    true,
    `^User authentication succeeded:(?: IP(?: address)?:? ?(?<source>${address}),)? Uname: ${user}`,
  ),
  '611102': message(
    'adminLogin',
    false,
    `^User authentication failed:(?: IP(?: address)?:? ?(?<source>${address}),)? Uname: ${user}`,
  ),
  '113004': message(
    'login',
    true,
    `^AAA user \\w+ Successful : server = +(?<server>\\S{1,128}) : user = ${user}`,
  ),
  '113005': message(
    'login',
    false,
    `^AAA user \\w+ Rejected : reason = (?<reason>[^:]{1,128}) : server = +(?<server>\\S{1,128}) : user = ${user}(?: : user IP = (?<source>${address}))?`,
  ),
  '113015': message(
    'login',
    false,
    `^AAA user \\w+ Rejected : reason = (?<reason>[^:]{1,128}) : local database : user = ${user}(?: : user IP = (?<source>${address}))?`,
  ),
  '113012': message('login', true, `^AAA user \\w+ Successful : local database : user = ${user}`),
  '113019': message(
    'tunnelDown',
    true,
    `^Group = (?<group>[^,]{0,128}), Username = (?<user>[^,]{0,128}), IP = (?<source>${address}), Session disconnected`,
  ),
  '113039': message('vpnLogin', true, `${groupUser} AnyConnect parent session started`),
  '716001': message('vpnLogin', true, `${groupUser} WebVPN session started`),
  '716038': message('vpnLogin', true, `${groupUser} Authentication: successful`),
  '716039': message('vpnLogin', false, `${groupUser} Authentication: rejected`),
  '722022': message('tunnelUp', true, groupUser),
  '722023': message('tunnelDown', true, groupUser),
  '111008': message(
    'configChanged',
    true,
    `^User '?${user}'? executed the '(?<command>[^']{1,500})' command`,
  ),
  '111010': message(
    'configChanged',
    true,
    `^User '?${user}'?, running '(?<program>[^']{1,64})' from IP (?<source>${address}), executed '(?<command>[^']{1,500})'`,
  ),
  '502101': message('configChanged', true, `^New user added to local dbase: Uname: ${user}`),
  '502102': message('configChanged', true, `^User deleted from local dbase: Uname: ${user}`),
  '502103': message('configChanged', true, `^User priv level changed: Uname: ${user}`),
};

/** Values that are kept in `fields`, beside those that have a column. */
const kept = ['protocol', 'group', 'reason', 'server', 'command', 'program'];

/**
 * Reads what a message of the ASA or of Firepower Threat Defense says; an unknown one stays text.
 * @param number the message's number, such as `106023`
 */
export function ciscoAsa(event: Event, number: string, text: string): void {
  if (number.startsWith('4300')) {
    threatDefense(event, number, text);
    return;
  }
  if (Object.hasOwn(moreMessages, number)) {
    readMessage(event, text, moreMessages[number]!);
    return;
  }
  const known = Object.hasOwn(messages, number) ? messages[number]! : [];
  for (const { kind, passed, text: pattern } of 'kind' in known ? [known] : known) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    setKind(event, kind, passed);
    setEnd(event, 'source', groups['source'], groups['sourcePort']);
    setEnd(event, 'destination', groups['destination'], groups['destinationPort']);
    setUser(event, groups['user']);
    for (const name of kept) if (groups[name] !== undefined) setPair(event, name, groups[name]);
    return;
  }
}
