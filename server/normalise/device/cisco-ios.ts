import type { Event } from '../../contract/event.js';
import { address, form, type MessageForm, readMessage } from '../messages.js';
import { setEnd, setKind, setUser } from './columns.js';

/** `[user: admin] [Source: 10.20.9.99] [localport: 22]` of the login facility. */
const loginUser = /\[user: ([^\]]{1,128})\]/;
const loginSource = /\[Source: ([\da-fA-F.:]{2,45})\]/;

const configured = [
  form(
    `^Configured (?:from|programmatically by process) .{1,100}? by (?<user>\\S{1,128}) on \\S{1,32} \\((?<source>${address})\\)`,
    'configChanged',
    true,
  ),
  form(`^Configured from \\S{1,32} by (?<user>\\S{1,128}) on (?<source>${address})`, 'configChanged', true),
  form('^Configured .{1,100}?(?: by| as) (?<user>\\S{1,128})', 'configChanged', true),
  form('^Configured ', 'configChanged', true),
];
const acl = `list (?<acl>\\S{1,100}) (?<acl_action>denied|permitted)`;
const end = (name: string): string => `(?<${name}>${address})`;

/** Messages by mnemonic: IOS, IOS XE, IOS XR and NX-OS ("System Message Guide" of each). */
const messages: Record<string, readonly MessageForm[]> = {
  CONFIG_I: configured,
  CONFIG_P: configured,
  VSHD_SYSLOG_CONFIG_I: configured,
  CFGLOG_LOGGEDCMD: [
    form('^User: ?(?<user>\\S{1,128}) {1,2}logged command: ?(?<command>.{1,1000})', 'configChanged', true),
  ],
  DB_COMMIT: [
    form(
      "^Configuration committed by user '(?<user>[^']{1,128})'\\.?(?: Use '(?<command>[^']{1,200})')?",
      'configChanged',
      true,
    ),
  ],
  SSH2_USERAUTH: [
    form(
      `^User '(?<user>[^']{0,128})' authentication for SSH2 Session from ${end('source')} .{0,300}(?<result>Succeeded|Failed)`,
      'adminLogin',
    ),
  ],
  SSH2_SESSION: [
    form(`^SSH2 Session request from ${end('source')} .{0,300}(?<result>Succeeded|Failed)`, 'connection'),
  ],
  LOGOUT: [
    form(
      `^User (?<user>\\S{1,128}) has exited tty session \\d{1,5} ?\\((?<source>${address})\\)`,
      'logout',
      true,
    ),
  ],
  UPDOWN: [
    form(
      '^(?:Line protocol on )?Interface (?<interface>[^\\s,]{1,100}), changed state to (?<state>[A-Za-z -]{2,30})',
      'linkChanged',
    ),
  ],
  CHANGED: [
    form(
      '^Interface (?<interface>[^\\s,]{1,100}), changed state to (?<state>[A-Za-z -]{2,30})',
      'linkChanged',
    ),
  ],
  IF_UP: [form('^Interface (?<interface>\\S{1,100}) is (?<state>up)', 'linkChanged')],
  IF_DOWN_LINK_FAILURE: [form('^Interface (?<interface>\\S{1,100}) is (?<state>down)', 'linkChanged')],
  IF_DOWN_ADMIN_DOWN: [form('^Interface (?<interface>\\S{1,100}) is (?<state>down)', 'linkChanged')],
  IPACCESSLOGP: [
    form(
      `^${acl} (?<protocol>\\S{1,12}) ${end('source')}\\((?<sourcePort>\\d{1,5})\\)(?: \\([^)]{0,100}\\))? -> ${end('destination')}\\((?<destinationPort>\\d{1,5})\\)`,
      'connection',
    ),
  ],
  IPACCESSLOGDP: [
    form(
      `^${acl} (?<protocol>\\S{1,12}) ${end('source')}(?: \\([^)]{0,100}\\))? -> ${end('destination')}`,
      'connection',
    ),
  ],
  IPACCESSLOGNP: [
    form(
      `^${acl} (?<protocol>\\S{1,12}) ${end('source')}(?: \\([^)]{0,100}\\))? -> ${end('destination')}`,
      'connection',
    ),
  ],
  IPACCESSLOGS: [form(`^${acl} ${end('source')}`, 'connection')],
  IPACCESSLOGRP: [
    form(`^${acl} (?<protocol>\\S{1,12}) ${end('source')} -> ${end('destination')}`, 'connection'),
  ],
  ACCESSLOGP: [
    form(
      `^list (?<acl>\\S{1,100})\\/\\d{1,10} (?<acl_action>denied|permitted) (?<protocol>\\S{1,12}) ${end('source')}\\((?<sourcePort>\\d{1,5})\\) -> ${end('destination')}\\((?<destinationPort>\\d{1,5})\\)`,
      'connection',
    ),
  ],
  INFO_SUCCESS: [
    form(
      `^Successfully authenticated user '(?<user>[^']{1,128})' from '(?<source>${address})'`,
      'adminLogin',
      true,
    ),
  ],
  INFO_FAILURE: [
    form(
      `^Failed authentication attempt by user '(?<user>[^']{0,128})' from '(?<source>${address})'`,
      'adminLogin',
      false,
    ),
  ],
  AUTHEN_SUCCESS: [
    form(
      `^Successfully authenticated user '(?<user>[^']{1,128})' from '(?<source>[^']{1,128})'`,
      'adminLogin',
      true,
    ),
  ],
  AUTHEN_FAILED: [
    form(
      `^Failed authentication attempt by user '(?<user>[^']{0,128})' from '(?<source>[^']{1,128})'`,
      'adminLogin',
      false,
    ),
  ],
  SYSTEM_MSG: [
    form(
      `^(?:pam_aaa:)?Authentication failed (?:for|from) (?:illegal )?user (?<user>\\S{1,128}) from (?<source>${address})`,
      'adminLogin',
      false,
    ),
    form(`^(?:pam_aaa:)?Authentication failed from (?<source>${address})`, 'adminLogin', false),
    form(
      `^(?:Accepted|Failed) (?<method>\\S{1,40}) for (?:invalid user )?(?<user>\\S{1,128}) from (?<source>${address}) port (?<sourcePort>\\d{1,5})`,
      'adminLogin',
    ),
    form(`^.{0,100}?(?<reason>login failed|Login incorrect)`, 'adminLogin', false),
  ],
  PSECURE_VIOLATION: [
    form(
      '^Security violation occurred, caused by MAC address (?<mac>[0-9a-fA-F.]{14}) on port (?<interface>\\S{1,100})',
      'attack',
      false,
    ),
  ],
  DHCP_SNOOPING_UNTRUSTED_PORT: [
    form(
      '^DHCP_SNOOPING drop message on untrusted port, message type: (?<dhcp_message>\\w{2,20}), MAC sa: (?<mac>[0-9a-fA-F.]{14})',
      'attack',
      false,
    ),
  ],
  INVALID_ARP: [
    form(
      `^\\d{1,9} Invalid ARPs \\((?<arp>\\w{2,10})\\) on (?<interface>[^\\s,]{1,100}), vlan (?<vlan>\\d{1,5})`,
      'attack',
      false,
    ),
  ],
};

/** Reads what a message of IOS, IOS XE, IOS XR or NX-OS says; an unknown one stays text. */
export function ciscoIos(event: Event, facility: string, name: string, text: string): void {
  if (facility === 'SEC_LOGIN') {
    setKind(event, 'adminLogin', !name.includes('FAIL') && !name.startsWith('QUIET'));
    setUser(event, loginUser.exec(text)?.[1]);
    setEnd(event, 'source', loginSource.exec(text)?.[1]);
    return;
  }
  const known = Object.hasOwn(messages, name) ? messages[name]! : [];
  if (!readMessage(event, text, known)) return;
  const { acl_action: passed, result, state } = event.fields;
  const word = passed ?? result ?? state;
  if (word === 'permitted' || word === 'Succeeded') event['event.outcome'] = 'success';
  else if (word === 'denied' || word === 'Failed') event['event.outcome'] = 'failure';
  if (name === 'SYSTEM_MSG' && event['event.outcome'] === undefined) {
    event['event.outcome'] = text.startsWith('Accepted') ? 'success' : 'failure';
  }
}
