import type { Format } from '../../server/contract/envelope.js';

const accessLine = /^\S{1,255} .{1,300}?\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/;
const apacheError = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}\] /;
const nginxError = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]{3,8}\] \d+#\d+: /;
const auditLine = /^(?:node=\S{1,255} )?type=[A-Z_0-9]{1,40} msg=audit\(\d/;
const syslogLine = /^(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/;
/** ArcSight's Common Event Format and IBM's Log Event Extended Format, without a syslog header before them. */
const eventFormat = /^(?:CEF: ?\d{1,2}|LEEF:[12]\.\d)\|/;
/** Squid's native access.log: `seconds.millis elapsed client code/status`. */
const squidLine = /^\d{10}\.\d{3} +-?\d{1,12} \S{1,255} [A-Z_]{2,64}\/\d{3} /;
/** Key-values as FortiOS and Sophos Firewall write them to files. */
const firewallPairs = /^(?:date=\d{4}-\d\d-\d\d time=\d\d:\d\d:\d\d |device(?:_name)?="[^"]{1,100}" )/;
/** PAN-OS in its default format: `future_use,receive time,serial,type`. */
const panOsLine = /^\d{1,20},\d{4}[/-]\d\d[/-]\d\d[ T]\d\d:\d\d:\d\d[^,]{0,8},[\w-]{0,32},[A-Z]/;
/** Logs that have a format of their own; each is read by its dataset. */
const others: readonly [RegExp, string][] = [
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,[^ ]{0,300},/, 'exchange.messagetracking'],
  [/^\d{2,5},\d\d\/\d\d\/\d\d,\d\d:\d\d:\d\d,/, 'microsoft_dhcp.log'],
  [
    /^\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4} \d{1,2}:\d\d:\d\d(?: [AP]M)? [0-9A-F]{4,5} PACKET /,
    'microsoft_dns.debug',
  ],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [\da-fA-F.:%]{2,45} [A-Z_-]{2,20} \//, 'iis.access'],
  [/^#Software: Microsoft Internet Information Services/, 'iis.access'],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} fail2ban\./, 'fail2ban.log'],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]{4,5} {1,2}\[(?:org\.keycloak|io\.quarkus)/, 'keycloak.log'],
  [/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [A-Z]{2,5} \[\d{1,10}\] /, 'postgresql.log'],
  [
    /^\d{4}-\d\d-\d\d[ T] ?\d{1,2}:\d\d:\d\d(?:\.\d{6}Z)? \d{1,12} \[(?:Note|Warning|ERROR|System)\] /,
    'mariadb.log',
  ],
];
const devices = [eventFormat, squidLine, firewallPairs, panOsLine];

/**
 * @param line a line of a text log
 * @returns what kind it is, or undefined when it does not show
 */
export function sniffLine(line: Buffer): { format: Format; dataset: string } | undefined {
  const head = line.toString('latin1', 0, 700);
  const other = otherLog(head);
  if (other !== undefined) return { format: 'line', dataset: other };
  if (syslogLine.test(head)) return { format: 'syslog', dataset: '' };
  // What these hold is told by their beginning again, where they are normalised.
  if (devices.some((format) => format.test(head))) return { format: 'syslog', dataset: '' };
  if (head.startsWith('{')) return { format: 'json', dataset: '' };
  if (apacheError.test(head)) return { format: 'line', dataset: 'apache.error' };
  if (nginxError.test(head)) return { format: 'line', dataset: 'nginx.error' };
  if (auditLine.test(head)) return { format: 'line', dataset: 'linux.auditd' };
  if (accessLine.test(head)) return { format: 'line', dataset: 'apache.access' };
  return undefined;
}

/** Most begin with a digit, most other lines do not. */
function otherLog(head: string): string | undefined {
  const first = head.charCodeAt(0);
  if ((first < 48 || first > 57) && first !== 35) return undefined;
  return others.find(([pattern]) => pattern.test(head))?.[1];
}
