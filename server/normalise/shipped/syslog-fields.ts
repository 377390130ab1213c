import type { Event } from '../../contract/event.js';
import { applyProgram } from '../linux/program.js';
import { firstField } from './wrapped-line.js';

/** Names of a program in what shippers make of syslog and of systemd's journal: rsyslog, Vector, Fluent Bit, Filebeat. */
const programs = [
  'programname',
  'app-name',
  'appname',
  'app_name',
  'ident',
  'SYSLOG_IDENTIFIER',
  'syslog.identifier',
  'syslog.appname',
  'syslogtag',
  '_COMM',
];
const ids = ['procid', 'proc_id', 'pid', 'SYSLOG_PID', '_PID', 'syslog.pid', 'syslog.procid'];
const hosts = ['_HOSTNAME', 'fromhost', 'hostname', 'host'];
const severities = ['syslogseverity', 'syslog.priority', 'PRIORITY', 'severity', 'priority'];
const facilities = ['syslogfacility', 'syslog.facility', 'SYSLOG_FACILITY', 'facility'];

const severityNames = 'emerg alert crit err warning notice info debug'.split(' ');
const severityAliases: Record<string, number> = {
  emergency: 0,
  panic: 0,
  critical: 2,
  error: 3,
  warn: 4,
  informational: 6,
};
const facilityNames =
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console solaris-cron local0 local1 local2 local3 local4 local5 local6 local7'.split(
    ' ',
  );

/**
 * Reads a document that is a syslog message or an entry of systemd's journal taken apart, after its names were taken
 * over: the program's own message is read as if it had come as a line.
 */
export function applySyslogFields(event: Event, zone: string | undefined): void {
  const { fields } = event;
  const tag = event['log.syslog.appname'] ?? firstField(fields, programs);
  if (tag === undefined || event.message === undefined) return;
  const pri = priority(firstField(fields, ['pri']));
  if (pri !== undefined) {
    event['event.severity'] ??= pri & 7;
    event['log.syslog.facility.code'] ??= pri >> 3;
  }
  const level = firstField(fields, severities)?.toLowerCase() ?? '';
  const severity = numberOf(level, severityNames, 7) ?? severityAliases[level];
  if (severity !== undefined) event['event.severity'] ??= severity;
  const facility = numberOf(firstField(fields, facilities)?.toLowerCase() ?? '', facilityNames, 23);
  if (facility !== undefined) event['log.syslog.facility.code'] ??= facility;
  const host = firstField(fields, hosts);
  if (host !== undefined) event['host.name'] = host;
  // rsyslog's syslogtag is `program[pid]:`.
  const parts = /^([^[\]:\s]{1,64})(?:\[(\d{1,10})\])?:?$/.exec(tag);
  const procid = event['log.syslog.procid'] ?? parts?.[2] ?? firstField(fields, ids);
  applyProgram(
    event,
    { time: undefined, host: undefined, appname: parts?.[1] ?? tag, procid, messageAt: 0 },
    zone,
  );
}

/** RFC 5424 6.2.1: facility * 8 + severity. */
function priority(text: string | undefined): number | undefined {
  const value = text !== undefined && /^\d{1,3}$/.test(text) ? Number(text) : 192;
  return value < 192 ? value : undefined;
}

/** @returns the number that a text is, or the place of the name in the list */
function numberOf(text: string, names: readonly string[], most: number): number | undefined {
  const number = /^\d{1,2}$/.test(text) ? Number(text) : names.indexOf(text);
  return number >= 0 && number <= most ? number : undefined;
}
