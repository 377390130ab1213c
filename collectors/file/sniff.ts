import type { Format } from '../../server/contract/envelope.js';

const accessLine = /^\S{1,255} .{1,300}?\[\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] "/;
const apacheError = /^\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})? \d{4}\] /;
const nginxError = /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[[a-z]{3,8}\] \d+#\d+: /;
const auditLine = /^(?:node=\S{1,255} )?type=[A-Z_0-9]{1,40} msg=audit\(\d/;
const syslogLine = /^(?:<\d{1,3}>|[A-Z][a-z]{2} [ \d]?\d \d\d:\d\d:\d\d |\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)/;

/**
 * @param line a line of a text log
 * @returns what kind it is, or undefined when it does not show
 */
export function sniffLine(line: Buffer): { format: Format; dataset: string } | undefined {
  const head = line.toString('latin1', 0, 700);
  if (syslogLine.test(head)) return { format: 'syslog', dataset: '' };
  if (head.startsWith('{')) return { format: 'json', dataset: '' };
  if (apacheError.test(head)) return { format: 'line', dataset: 'apache.error' };
  if (nginxError.test(head)) return { format: 'line', dataset: 'nginx.error' };
  if (auditLine.test(head)) return { format: 'line', dataset: 'linux.auditd' };
  if (accessLine.test(head)) return { format: 'line', dataset: 'apache.access' };
  return undefined;
}
