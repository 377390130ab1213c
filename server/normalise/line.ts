import type { Envelope } from '../contract/envelope.js';
import type { Event } from '../contract/event.js';
import { normaliseAuditd } from './linux/auditd.js';
import { normaliseSyslog } from './syslog/syslog.js';
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
    default:
      normaliseSyslog(event, text, envelope, zone);
      return;
  }
}
