import type { Event } from '../../contract/event.js';
import { cisco } from '../device/cisco.js';
import { readDevice } from '../device/device.js';
import { wholeNumber } from '../scan.js';
import { opnsense } from '../services/opnsense.js';
import { serviceReader } from '../services/services.js';
import type { SyslogHeader } from '../syslog/syslog.js';
import { mnemonic } from '../syslog/syslog3164.js';
import { normaliseAccess } from '../web/access.js';
import { normaliseEventXml } from '../windows/event-xml.js';
import { accounts } from './accounts.js';
import { auditFromJournal, isAuditRecord, normaliseAuditd } from './auditd.js';
import { cron } from './cron.js';
import { kernel } from './kernel.js';
import { pam } from './pam.js';
import { sshd } from './sshd.js';
import { su } from './su.js';
import { sudo } from './sudo.js';
import { systemd } from './systemd.js';

/** Reads a program's message text into `event`. */
type Reader = (event: Event, message: string) => void;

interface Program {
  dataset: string;
  read: Reader | undefined;
}

const program = (dataset: string, read?: Reader): Program => ({ dataset, read });

const sshdProgram = program('linux.sshd', sshd);
const cronProgram = program('linux.cron', cron);
const systemdProgram = program('linux.systemd', systemd);
const accountsProgram = program('linux.syslog', accounts);
const auditdProgram = program('linux.auditd', normaliseAuditd);
const otherProgram = program('linux.syslog');

const programs = new Map<string, Program>([
  ['sshd', sshdProgram],
  ['sshd-session', sshdProgram],
  ['sshd-auth', sshdProgram],
  ['sudo', program('linux.sudo', sudo)],
  ['su', program('linux.su', su)],
  ['cron', cronProgram],
  ['crond', cronProgram],
  ['anacron', cronProgram],
  ['crontab', cronProgram],
  ['kernel', program('linux.kernel', kernel)],
  ['systemd', systemdProgram],
  ['systemd-logind', systemdProgram],
  ['audit', auditdProgram],
  ['auditd', auditdProgram],
  ['audispd', auditdProgram],
  ['audisp-syslog', auditdProgram],
  ['useradd', accountsProgram],
  ['userdel', accountsProgram],
  ['usermod', accountsProgram],
  ['groupadd', accountsProgram],
  ['groupdel', accountsProgram],
  ['gpasswd', accountsProgram],
  ['passwd', accountsProgram],
  ['chpasswd', accountsProgram],
  ['chage', accountsProgram],
]);

const webServers: Record<string, 'apache' | 'nginx'> = {
  httpd: 'apache',
  apache2: 'apache',
  apache: 'apache',
  nginx: 'nginx',
};

/**
 * Sets module and dataset by the program that wrote a syslog message, or by the device whose format the message has
 * (taxonomy: see Event), and reads what it says. What is neither stays `syslog.generic`.
 * @param zone IANA name of the source's time zone, for stamps inside the message
 * @throws Unparsable when a device's record is damaged
 */
export function applyProgram(event: Event, header: SyslogHeader, zone: string | undefined): void {
  const { appname, procid } = header;
  if (procid !== undefined) {
    event['log.syslog.procid'] = procid;
    const pid = wholeNumber(procid);
    if (pid !== undefined) event['process.pid'] = pid;
  }
  if (appname === undefined) {
    readDevice(event, undefined, zone);
    return;
  }
  event['log.syslog.appname'] = appname;
  const message = event.message ?? '';
  if (appname.charCodeAt(0) === 37) {
    if (!cisco(event, appname, message)) readDevice(event, undefined, zone);
    return;
  }
  if (message.charCodeAt(0) === 37 && ciscoProcess(event, message)) return;
  if (appname === 'sysmon' && message.startsWith('<Event>')) {
    sysmonForLinux(event, message);
    return;
  }
  const paren = appname.indexOf('(');
  const name = paren > 0 ? appname.slice(0, paren) : appname;
  const server = webServers[name];
  if (server !== undefined && web(event, server)) {
    event['process.name'] = name;
    return;
  }
  const found = programs.get(name) ?? programs.get(name.toLowerCase());
  if (found === undefined && readService(event, name, appname, zone)) return;
  event['process.name'] = name;
  event['event.module'] = 'linux';
  event['event.dataset'] = (found ?? otherProgram).dataset;
  // Old PAM writes `sshd(pam_unix)[1]: text`, newer `sshd[1]: pam_unix(sshd:auth): text`.
  if (paren > 0 && appname.startsWith('pam_', paren + 1)) {
    event.fields['pam_module'] = appname.slice(paren + 1, appname.indexOf(')', paren));
    pam(event, message);
  } else if (message.startsWith('pam_')) pam(event, message);
  else if (found === auditdProgram && !isAuditRecord(message)) {
    if (!opnsense(event, message)) auditFromJournal(event, message);
  } else found?.read?.(event, message);
}

/** Sysmon for Linux writes the Event-XML of Windows to syslog. */
function sysmonForLinux(event: Event, message: string): void {
  const host = event['host.name'];
  normaliseEventXml(event, message);
  event['event.module'] = 'linux';
  event['event.dataset'] = 'linux.sysmon';
  if (host !== undefined) event['host.name'] = host;
}

/** IOS XR names the process before the mnemonic: `SSHD_[65879]: %SECURITY-SSHD-6-INFO_SUCCESS : text`. */
function ciscoProcess(event: Event, message: string): boolean {
  const colon = message.indexOf(':');
  if (colon < 0 || colon > 100) return false;
  const name = message.slice(0, colon).trimEnd();
  if (!cisco(event, name, message.slice(colon + 1).trimStart())) return false;
  mnemonic(event, name);
  return true;
}

/** @returns whether the message is a service's or a device's, which is then read */
function readService(event: Event, name: string, appname: string, zone: string | undefined): boolean {
  const read = serviceReader(name);
  if (read === undefined) return readDevice(event, appname, zone);
  event['process.name'] = name;
  return read(event, event.message ?? '') !== false || readDevice(event, appname, zone);
}

/** An access log line sent by syslog; the header's time and host stay. */
function web(event: Event, server: 'apache' | 'nginx'): boolean {
  const message = event.message ?? '';
  if (!message.includes('] "')) return false;
  const time = event['@timestamp'];
  try {
    normaliseAccess(event, message, server);
  } catch {
    // Not an access line: the program's other messages are plain text.
    event['event.module'] = 'syslog';
    return false;
  }
  event['@timestamp'] = time;
  return true;
}
