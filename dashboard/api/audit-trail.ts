import type { AuditTrailPage } from '../../server/contract/audit-trail.js';
import { addDays } from '../components/calendar.js';
import { fromWallClock } from '../i18n/zoned-time.js';
import { apiBase, queryString, request } from './http.js';

/** What the list of the audit trail is narrowed by; empty: by nothing. */
export interface TrailFilter {
  by: string;
  action: string;
  /** First and last day, `YYYY-MM-DD`. */
  from: string;
  to: string;
}

export const getAuditTrail = (
  filter: TrailFilter,
  cursor?: string,
  signal?: AbortSignal,
): Promise<AuditTrailPage> => request('audit-trail', { query: { ...parameters(filter), cursor }, signal });

/** Address of the same as a CSV file. */
export const auditTrailFile = (filter: TrailFilter): string =>
  new URL(`audit-trail/export${queryString(parameters(filter))}`, apiBase).href;

function parameters({ by, action, from, to }: TrailFilter) {
  return {
    by: by.trim(),
    action: action.trim(),
    from: from === '' ? undefined : startOfDay(from),
    to: to === '' ? undefined : startOfDay(addDays(to, 1)),
  };
}

/** A day is that of the display zone, as the times of the list are. */
const startOfDay = (day: string): string | undefined => fromWallClock(`${day}T00:00`);
