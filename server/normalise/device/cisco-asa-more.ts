import { address, form, type MessageForm } from '../messages.js';

const end = (name: string): string =>
  String.raw`(?:[\w-]{1,48}:)?(?<${name}>${address})(?:\/(?<${name}Port>\d{1,5}))?(?: ?\([^)]{0,100}\))?`;
const user = String.raw`'?"?(?<user>[^\s'",]{1,128})'?"?`;
const botnet = (verb: string, passed: boolean): MessageForm =>
  form(
    `^Dynamic [Ff]ilter ${verb} (?:black|grey)\\s?listed (?<protocol>\\w{2,8}) traffic from ${end('source')} to ${end('destination')}`,
    'commandAndControl',
    passed,
  );

/** Further messages of the ASA by number, told apart from those with lists of their own for their sheer number. */
export const moreMessages: Readonly<Record<string, readonly MessageForm[]>> = {
  '106010': [
    form(
      `^Deny inbound protocol (?<protocol>\\w{1,10}) src ${end('source')} dst ${end('destination')}`,
      'connection',
      false,
    ),
  ],
  '106016': [
    form(
      `^Deny IP spoof from \\((?<source>${address})\\) to (?<destination>${address}) on interface (?<interface>\\S{1,48})`,
      'attack',
      false,
    ),
  ],
  '106017': [
    form(
      `^Deny IP due to Land Attack from (?<source>${address}) to (?<destination>${address})`,
      'attack',
      false,
    ),
  ],
  '106020': [
    form(
      `^Deny IP teardrop fragment \\([^)]{0,100}\\) from (?<source>${address}) to (?<destination>${address})`,
      'attack',
      false,
    ),
  ],
  '109005': [
    form(
      `^Authentication succeeded for user ${user} from ${end('source')} to ${end('destination')}`,
      'login',
      true,
    ),
  ],
  '109006': [
    form(
      `^Authentication failed for user ${user} from ${end('source')} to ${end('destination')}`,
      'login',
      false,
    ),
  ],
  '111001': [
    form(
      `^Begin configuration: (?<source>${address}) writing to (?<device>\\S{1,60})`,
      'configChanged',
      true,
    ),
  ],
  '113006': [
    form(
      `^User ${user} locked out on exceeding '?(?<attempts>\\d{1,6})'? successive failed authentication attempts`,
      'login',
      false,
    ),
  ],
  '113021': [
    form(
      `^Attempted console login failed\\. User ${user} did NOT have appropriate Admin Rights`,
      'adminLogin',
      false,
    ),
  ],
  '302020': [
    form(
      `^Built inbound (?<protocol>ICMP) connection for faddr (?<source>${address})\\/\\d{1,6}(?:\\([^)]{0,100}\\))? gaddr ${address}\\/\\d{1,6} laddr (?<destination>${address})`,
      'connection',
      true,
    ),
    form(
      `^Built outbound (?<protocol>ICMP) connection for faddr (?<destination>${address})\\/\\d{1,6}(?:\\([^)]{0,100}\\))? gaddr ${address}\\/\\d{1,6} laddr (?<source>${address})`,
      'connection',
      true,
    ),
  ],
  '308001': [
    form(
      `^\\S{0,40} ?enable password incorrect for (?<attempts>\\d{1,6}) tries \\(from (?<source>${address})\\)`,
      'adminLogin',
      false,
    ),
  ],
  '313001': [
    form(
      `^Denied (?<protocol>ICMP) type=\\d{1,3}, code=\\d{1,3} from (?<source>${address}) on interface (?<interface>\\S{1,48})`,
      'connection',
      false,
    ),
  ],
  '315011': [
    form(
      `^SSH session from (?<source>${address}) on interface \\S{1,48} for user ${user} disconnected by SSH server, reason: "?(?<reason>[^"]{1,200})`,
    ),
  ],
  '338001': [botnet('monitored', true)],
  '338002': [botnet('(?:monitored|permitted)', true)],
  '338003': [botnet('monitored', true)],
  '338004': [botnet('monitored', true)],
  '338005': [botnet('dropped', false)],
  '338006': [botnet('dropped', false)],
  '338007': [botnet('dropped', false)],
  '338008': [botnet('dropped', false)],
  '401004': [
    form(
      `^Shunned packet: (?<source>${address}) ==> (?<destination>${address}) on interface (?<interface>\\S{1,48})`,
      'connection',
      false,
    ),
  ],
  '713119': [
    form(
      `^Group = (?<group>[^,]{0,128}), (?:Username = (?<user>[^,]{1,128}), )?IP = (?<source>${address}), PHASE 1 COMPLETED`,
      'tunnelUp',
      true,
    ),
  ],
  '722051': [
    form(
      `^Group <(?<group>[^>]{0,128})> User <(?<user>[^>]{1,128})> IP <(?<source>${address})> (?:IPv4 )?Address <(?<tunnel_ip>${address})>`,
      'tunnelUp',
      true,
    ),
  ],
  '733102': [form(`^Threat-detection adds host (?<source>${address}) to shun list`, 'addressBlocked', true)],
  '733103': [form(`^Threat-detection removes host (?<source>${address}) from shun list`)],
};
