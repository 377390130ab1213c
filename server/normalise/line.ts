import type { Envelope } from '../contract/envelope.js';
import type { Event } from '../contract/event.js';
import { normaliseAuditd } from './linux/auditd.js';
import { windowsDhcp } from './microsoft/dhcp.js';
import { windowsDns } from './microsoft/dns.js';
import { messageTracking } from './microsoft/exchange.js';
import { iis } from './microsoft/iis.js';
import { serviceReader } from './services/services.js';
import { normaliseSyslog } from './syslog/syslog.js';
import { isoStamp } from './time.js';
import { normaliseAccess } from './web/access.js';
import { normaliseApacheError } from './web/apache-error.js';
import { normaliseNginxError } from './web/nginx-error.js';

/** Fills `event` from a line of a log file; the envelope's dataset says which, syslog when it does not. */
export function normaliseLine(
  event: Event,
  text: string,
  envelope: Envelope,
  zone: string | undefined,
): void {
  switch (envelope.dataset) {
    case 'apache.access':
      normaliseAccess(event, text, 'apache');
      return;
    case 'nginx.access':
      normaliseAccess(event, text, 'nginx');
      return;
    case 'apache.error':
      normaliseApacheError(event, text, zone);
      return;
    case 'nginx.error':
      normaliseNginxError(event, text, zone);
      return;
    case 'linux.auditd':
      normaliseAuditd(event, text);
      return;
    case 'microsoft_dhcp.log':
      windowsDhcp(event, text, zone);
      return;
    case 'microsoft_dns.debug':
      windowsDns(event, text, zone);
      return;
    case 'exchange.messagetracking':
      messageTracking(event, text);
      return;
    case 'iis.access':
      iis(event, text);
      return;
    default:
      if (!ownLog(event, text, envelope.dataset, zone)) normaliseSyslog(event, text, envelope, zone);
      return;
  }
}

/** Logs that a service writes to a file of its own, by the dataset; each line begins with its time. */
const logs: Record<string, string> = {
  'postgresql.log': 'postgres',
  'mariadb.log': 'mariadb',
  'fail2ban.log': 'fail2ban',
  'keycloak.log': 'keycloak',
  'kea.log': 'kea-dhcp4',
  'samba.log': 'smbd',
};

/** @returns whether the dataset names such a log */
function ownLog(event: Event, text: string, dataset: string, zone: string | undefined): boolean {
  const read = Object.hasOwn(logs, dataset) ? serviceReader(logs[dataset]!) : undefined;
  if (read === undefined) return false;
  const stamp = isoStamp(text, 0, zone);
  if (stamp !== undefined) event['@timestamp'] = stamp.time;
  event.message = text;
  read(event, text);
  return true;
}
