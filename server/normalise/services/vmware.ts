import type { Event } from '../../contract/event.js';
import { setDataset, setPair } from '../device/columns.js';
import { address, form, type MessageForm, readMessage } from '../messages.js';

/** Severities of ESXi's services before their messages. */
const severities: Record<string, number> = { panic: 0, error: 3, warning: 4, info: 6, verbose: 7, trivia: 7 };
/** `info hostd[2099271] [Originator@6876 sub=Vimsvc.ha-eventmgr opID=esxui-1 user=root] text`; ESXi 7 and later write `In(166) Hostd[...]`. */
const head =
  /^(?:(info|warning|error|verbose|trivia|panic) )?(?:(?:In|Wa|Er|Db|No|Cr|Al|Em)\(\d{1,3}\) )?(?:-? ?[a-zA-Z-]{2,20}\[[0-9A-F]{1,12}\]:? )?(?:- )?(?:\[Originator@6876 ([^\]]{0,300})\] )?/;

const user = String.raw`(?<user>[^\s@]{1,128}(?:@[^\s@]{1,128})?)`;
/** Texts of events, the same in hostd and vCenter. */
const events: MessageForm[] = [
  form(`^User ${user}@(?<source>${address}) logged in as (?<agent>.{0,200})`, 'adminLogin', true),
  form(`^User ${user}@(?<source>${address}) logged out`, 'logout', true),
  form(`^(?<reason>Cannot login) ${user}@(?<source>${address})`, 'adminLogin', false),
  form(
    `^(?<reason>Rejected password) for user (?<user>\\S{1,128}) from (?<source>${address})`,
    'adminLogin',
    false,
  ),
  form(`^Accepted password for user (?<user>\\S{1,128}) from (?<source>${address})`, 'adminLogin', true),
  form(
    "^(?<reason>Remote access for ESXi local user account '(?<user>[^']{1,128})' has been locked)",
    'adminLogin',
    false,
  ),
  form(
    '^(?<service>SSH access|SSH session|ESXi Shell|The ESXi command line shell|ESXi Shell access|Administrator access to the host)[^\\n]{0,60} (?:has been )?(?<state>enabled|disabled|opened|closed)',
    'serviceChanged',
    true,
  ),
  form(
    "^(?:SSH session was opened for) '?(?<user>[^'@\\s]{1,128})@(?<source>[\\da-fA-F.:]{2,45})",
    'adminLogin',
    true,
  ),
  form('^Lockdown mode (?:has been |is )?(?<state>enabled|disabled|Enabled|Disabled)', 'configChanged', true),
  form(
    '^(?:(?:Virtual machine )?(?<machine>[^\\n]{1,128}?) on (?:host )?(?<host>\\S{1,128})(?: in (?<datacenter>[^\\n]{1,128}?))? is |\\[[^\\]]{1,200}\\] )(?<state>powered off|powered on|suspended)',
    'machineChanged',
    true,
  ),
  form(
    '^(?<operation>Removed|Created|Reconfigured|Registered|Cloned|Deployed|Renamed) (?:virtual machine )?(?<machine>[^\\n]{1,128}?) (?:on|from|in) (?<host>[^\\n]{1,128})',
    'machineChanged',
    true,
  ),
  form(
    '^(?<operation>Task: (?:Power Off|Power On|Remove snapshot|Remove all snapshots|Create snapshot|Delete|Unregister)[^\\n]{0,40})',
    'machineChanged',
  ),
  form(
    '^(?:Permission created|Permission changed|Role permission changed|Permission (?:rule )?removed) for (?<TargetUser>\\S{1,200})',
    'accountChanged',
    true,
  ),
  form(
    '^Account (?<TargetUser>\\S{1,128}) was (?<operation>created|updated|removed) on host',
    'accountChanged',
    true,
  ),
  form(
    '^(?:The password (?:was changed )?for account|Password was changed for account) (?<TargetUser>\\S{1,128})',
    'accountChanged',
    true,
  ),
];

/** Reads a message of ESXi's services hostd, vpxa, vobd and rhttpproxy. */
export function esxi(event: Event, text: string): void {
  setDataset(event, 'vmware', 'esxi');
  const [all = '', severity, origin] = head.exec(text) ?? [];
  if (severity !== undefined) event['event.severity'] = severities[severity]!;
  const sub = origin === undefined ? undefined : /\bsub=(\S{1,100})/.exec(origin)?.[1];
  if (sub !== undefined) setPair(event, 'sub', sub);
  const message = text.slice(all.length);
  const number = /^Event (\d{1,12}) : /.exec(message);
  // vobd: `[UserLevelCorrelator] 4us: [esx.audit.ssh.enabled] text`.
  const audit =
    /^(?:[\d-]{10}T[\d:.]{8,15}Z: )?(?:\[[A-Za-z]{4,40}\] )?(?:\d{1,20}us: )?\[([a-z0-9_.]{5,100})\] /.exec(
      message,
    );
  if (audit !== null) event['event.code'] = audit[1]!;
  readMessage(event, message.slice((number ?? audit ?? [''])[0].length), events);
}

const shell = /^(?:In\(\d{1,3}\) shell\[\d{1,10}\]: )?\[([^\]]{1,128})\]: (.{0,8000})/s;

/** Reads a command in ESXi's shell: `[root]: esxcli vm process kill ...`. */
export function esxiShell(event: Event, text: string): boolean {
  const match = shell.exec(text);
  if (match === null && !/shell|SSH (?:login|session|access)/i.test(text)) return false;
  setDataset(event, 'vmware', 'esxi');
  if (match === null) {
    readMessage(event, text, [
      ...events,
      form(
        '^(?<reason>SSH login (?:enabled|disabled)|ESXi shell login (?:enabled|disabled))',
        'serviceChanged',
        true,
      ),
    ]);
    return true;
  }
  event['event.category'] = 'process';
  event['event.action'] = 'shell_command';
  event['event.outcome'] = 'success';
  event['user.name'] = match[1]!;
  const line = match[2]!.trim();
  event['process.command_line'] = line;
  // All of ESXi's commands are in /bin.
  const command = line.split(' ', 1)[0]!;
  if (/^[\w.-]{1,64}$/.test(command)) event['process.executable'] = `/bin/${command}`;
  else if (command.startsWith('/')) event['process.executable'] = command;
  return true;
}

/** `Event [30293846] [1-1] [time] [vim.event.UserLoginSessionEvent] [info] [user] [datacenter] [chain] [text]`. */
const vpxd =
  /^ ?Event \[(\d{1,15})\] \[[\d-]{3,20}\] \[([^\]]{10,40})\] \[((?:vim|com|esx|vc|hbr)[\w.]{3,150})\] \[(\w{2,12})\] \[([^\]]{0,200})\] \[([^\]]{0,200})\] \[[^\]]{0,40}\] \[(.{0,8000}?)\]?$/s;

/** Reads what vCenter's vpxd sends: its events, other messages as text. */
export function vcenter(event: Event, text: string): void {
  setDataset(event, 'vmware', 'vcenter');
  const match = vpxd.exec(text);
  if (match === null) return;
  const [, , , code, level, account, datacenter, message] = match;
  event['event.code'] = code!;
  const severity = severities[level!];
  if (severity !== undefined) event['event.severity'] = severity;
  if (datacenter !== undefined) setPair(event, 'datacenter', datacenter);
  readMessage(event, message!, events);
  const [domain, name] = account!.split('\\', 2);
  if (name === undefined) {
    if (account !== '') event['user.name'] ??= account!;
    return;
  }
  event['user.domain'] = domain!;
  event['user.name'] = name;
}
