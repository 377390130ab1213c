import type { AuditTrailPage } from '../../server/contract/audit-trail.js';
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

/** Days are those of who looks. */
function parameters({ by, action, from, to }: TrailFilter) {
  return {
    by: by.trim(),
    action: action.trim(),
    from: from === '' ? undefined : new Date(`${from}T00:00`).toISOString(),
    to: to === '' ? undefined : nextDay(to),
  };
}

function nextDay(day: string): string {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + 1);
  return date.toISOString();
}
