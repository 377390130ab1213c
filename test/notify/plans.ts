import type {
  NoticeFacts,
  NotificationPlan,
  NotificationRoute,
  OnCall,
} from '../../server/contract/notification-plan.js';

export const channelA = '018f0000-0000-7000-8000-00000000000a';
export const channelB = '018f0000-0000-7000-8000-00000000000b';

/** A plan of a city: office hours, Christmas Eve is free. */
export function plan(routes: NotificationRoute[] = [], on_call: OnCall[] = []): NotificationPlan {
  return {
    calendar: {
      zone: 'Europe/Berlin',
      land: 'NW',
      local_holidays: [],
      closed_days: [{ date: '2026-12-24', name: 'Heiligabend' }],
      working: [
        { days: [1, 2, 3, 4], from: '07:30', to: '16:30' },
        { days: [5], from: '07:30', to: '12:30' },
      ],
      on_call,
    },
    routes,
    update_minutes: 30,
    acknowledge_minutes: { low: null, medium: null, high: 240, critical: 60 },
  };
}

export function route(
  more: Partial<Omit<NotificationRoute, 'when'>> & { when?: Partial<NotificationRoute['when']> } = {},
): NotificationRoute {
  const { when, ...rest } = more;
  return {
    name: 'all',
    enabled: true,
    channels: [channelA],
    working: 'now',
    off_hours: { from_level: 'high', to: 'on_call', rest: 'digest' },
    proceed: false,
    ...rest,
    when: {
      kinds: [],
      min_level: 'low',
      rules: [],
      tags: [],
      entities: [],
      min_protection: 'any',
      drills: false,
      ...when,
    },
  };
}

export const duty = (who: string, more: Partial<OnCall> = {}): OnCall => ({
  who,
  channel: channelB,
  recipients: [`${who.toLowerCase()}@stadt.example`],
  starts: '2026-11-23T16:30',
  ends: '2026-11-24T07:30',
  every_weeks: 0,
  ...more,
});

export const facts = (more: Partial<NoticeFacts> = {}): NoticeFacts => ({
  kind: 'new',
  level: 'high',
  rule: 'r1',
  tags: ['attack.t1110.001'],
  entity: 'web01',
  protection: 'unknown',
  drill: false,
  ...more,
});
