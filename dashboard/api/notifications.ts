import type { Channel, ChannelInput, TestResult } from '../../server/contract/notification-channels.js';
import type {
  Letter,
  LetterPage,
  LetterState,
  NoticePage,
} from '../../server/contract/notification-letters.js';
import type {
  Holiday,
  NoticeFacts,
  NotificationCalendar,
  NotificationPlan,
  NotificationPlanState,
  Preview,
} from '../../server/contract/notification-plan.js';
import { request } from './http.js';

export const getChannels = (tenant: string, signal?: AbortSignal): Promise<{ items: Channel[] }> =>
  request('notifications/channels', { query: { tenant }, signal });

/** Makes a channel, or changes the one with the id. */
export const saveChannel = (tenant: string, id: string | undefined, body: ChannelInput): Promise<Channel> =>
  request(`notifications/channels${id === undefined ? '' : `/${id}`}`, {
    method: id === undefined ? 'POST' : 'PUT',
    query: { tenant },
    body,
  });

export const removeChannel = (tenant: string, id: string): Promise<void> =>
  request(`notifications/channels/${id}`, { method: 'DELETE', query: { tenant } });

export const testChannel = (tenant: string, id: string): Promise<TestResult> =>
  request(`notifications/channels/${id}/test`, { method: 'POST', query: { tenant } });

export const getPlan = (tenant: string, signal?: AbortSignal): Promise<NotificationPlanState> =>
  request('notifications/plan', { query: { tenant }, signal });

export const savePlan = (
  tenant: string,
  plan: NotificationPlan,
  version: number,
): Promise<NotificationPlanState> =>
  request('notifications/plan', { method: 'PUT', query: { tenant }, body: { plan, version } });

/** What would happen to an alert at these times by a plan that need not be stored. */
export const previewPlan = (
  tenant: string,
  body: { plan: NotificationPlan; facts: NoticeFacts; at: string[] },
  signal?: AbortSignal,
): Promise<Preview> => request('notifications/preview', { method: 'POST', query: { tenant }, body, signal });

export const getHolidays = (
  { land, local_holidays: local }: Pick<NotificationCalendar, 'land' | 'local_holidays'>,
  year: number,
  signal?: AbortSignal,
): Promise<{ items: Holiday[] }> =>
  request('notifications/holidays', { query: { land, local, year }, signal });

export const getLetters = (
  tenant: string,
  query: { state?: LetterState | undefined; cursor?: string | undefined },
  signal?: AbortSignal,
): Promise<LetterPage> => request('notifications/letters', { query: { tenant, ...query }, signal });

export const decideLetter = (tenant: string, id: string, action: 'resend' | 'discard'): Promise<Letter> =>
  request(`notifications/letters/${id}/${action}`, { method: 'POST', query: { tenant } });

export const getWaitingNotices = (
  tenant: string,
  cursor?: string,
  signal?: AbortSignal,
): Promise<NoticePage> =>
  request('notifications/notices', { query: { tenant, cursor, waiting: 'true' }, signal });
