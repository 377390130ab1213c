import type {
  Alert,
  AlertChange,
  AlertState,
  AlertDetail as WireDetail,
} from '../../server/contract/alert.js';
import type { Level } from '../../server/contract/detection.js';
import type { EventDocument } from '../../server/contract/event.js';
import { request } from './http.js';

export interface AlertFilter {
  state: readonly AlertState[];
  level: readonly Level[];
  q: string;
  rule: string;
  entity: string;
}

/** The schema's type knows the events' fixed names only; this one knows all of them. */
export type AlertDetail = Omit<WireDetail, 'events'> & { events: EventDocument[] };

export interface AlertPage {
  items: Alert[];
  next: string | null;
}

export const getAlerts = (
  filter: AlertFilter,
  cursor: string | undefined,
  signal?: AbortSignal,
): Promise<AlertPage> => request('alerts', { query: { ...filter, limit: 100, cursor }, signal });

export const getAlert = (id: string, signal?: AbortSignal): Promise<AlertDetail> =>
  request(`alerts/${encodeURIComponent(id)}`, { signal });

export const changeAlert = (id: string, change: AlertChange): Promise<Alert | AlertDetail> =>
  request(`alerts/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
