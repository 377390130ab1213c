import type {
  Alert,
  AlertChange,
  AlertOrder,
  AlertState,
  AlertDetail as WireDetail,
} from '../../server/contract/alert.js';
import type {
  AlertAssignee,
  AlertBulk,
  AlertBulkReply,
  AlertCount,
} from '../../server/contract/alert-bulk.js';
import type { AlertView, AlertViewInput } from '../../server/contract/alert-view.js';
import type { Level } from '../../server/contract/detection.js';
import type { EventDocument } from '../../server/contract/event.js';
import { request } from './http.js';

export interface AlertFilter {
  state: readonly AlertState[];
  level: readonly Level[];
  q: string;
  rule: string;
  entity: string;
  /** To who is logged in, or to nobody yet; empty: to whomever. */
  assigned: '' | 'me' | 'nobody';
  order: AlertOrder;
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
): Promise<AlertPage> =>
  // The first page is to be there soon; who scrolls on has many to go through.
  request('alerts', { query: { ...filter, limit: cursor === undefined ? 100 : 1000, cursor }, signal });

/** @returns what the API takes as a selection: without what says nothing, and without the order */
export function selectionOf({ order: _order, ...filter }: AlertFilter): NonNullable<AlertBulk['selection']> {
  const said = Object.entries(filter).filter(([, value]) => value.length > 0);
  return Object.fromEntries(said) as NonNullable<AlertBulk['selection']>;
}

export const countAlerts = (filter: AlertFilter, signal?: AbortSignal): Promise<AlertCount> => {
  const { order: _order, ...query } = filter;
  return request('alerts/count', { query, signal });
};

/** More of a selection than an incident takes at once are not needed: one above tells that there are. */
const mostSelected = 501;

/** @returns alerts of a filter that were there at a revision, but for some; no more of them than tell that they are many */
export async function getSelected(
  { filter, revision, except }: { filter: AlertFilter; revision: number; except: ReadonlySet<string> },
  signal?: AbortSignal,
): Promise<Alert[]> {
  const found: Alert[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...filter, as_of: revision, limit: mostSelected, cursor };
    const page: AlertPage = await request('alerts', { query, signal });
    found.push(...page.items.filter(({ id }) => !except.has(id)));
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && found.length < mostSelected);
  return found;
}

export const changeAlerts = (bulk: AlertBulk): Promise<AlertBulkReply> =>
  request('alerts/bulk', { method: 'POST', body: bulk });

export const undoAct = (act: string): Promise<AlertBulkReply> =>
  request('alerts/undo', { method: 'POST', body: { act } });

export const getAssignees = async (signal?: AbortSignal): Promise<AlertAssignee[]> =>
  (await request<{ items: AlertAssignee[] }>('alerts/assignees', { signal })).items;

export const commentAlert = (id: string, text: string): Promise<Alert> =>
  request(`alerts/${encodeURIComponent(id)}/comments`, { method: 'POST', body: { text } });

export const getAlertViews = async (signal?: AbortSignal): Promise<AlertView[]> =>
  (await request<{ items: AlertView[] }>('alert-views', { signal })).items;

export const keepAlertView = (view: AlertViewInput): Promise<AlertView> =>
  request('alert-views', { method: 'POST', body: view });

export const removeAlertView = (id: string): Promise<void> =>
  request(`alert-views/${encodeURIComponent(id)}`, { method: 'DELETE' });

export const chooseDefaultView = (view: string | null): Promise<void> =>
  request('alert-views/default', { method: 'PUT', body: { view } });

export const getAlert = (id: string, signal?: AbortSignal): Promise<AlertDetail> =>
  request(`alerts/${encodeURIComponent(id)}`, { signal });

export const changeAlert = (id: string, change: AlertChange): Promise<Alert | AlertDetail> =>
  request(`alerts/${encodeURIComponent(id)}`, { method: 'PATCH', body: change });
