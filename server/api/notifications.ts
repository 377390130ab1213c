import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { Letter, LetterPage, letterStates, NoticePage } from '../contract/notification-letters.js';
import {
  Holiday,
  Land,
  LocalHoliday,
  type NotificationPlan,
  NotificationPlanChange,
  NotificationPlanState,
  Preview,
  PreviewRequest,
} from '../contract/notification-plan.js';
import { permissions } from '../identity/roles.js';
import { isZone } from '../normalise/zone.js';
import { holidaysOf } from '../notify/holidays.js';
import { previewNotice } from '../notify/route.js';
import { decideDead, listLetters } from '../store/notification-letters.js';
import { listNotices } from '../store/notification-notices.js';
import { changePlan, readPlan } from '../store/notification-plans.js';
import type { RoutePlugin } from './deps.js';
import { channelRoutes } from './notification-channels.js';
import { pageQuery, WholeList } from './page.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['notifications'];
const closed = { additionalProperties: false } as const;
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });

const planning: RoutePlugin = async (scope, { deps }) => {
  const read = { roles: permissions['notifications.read'] };

  scope.get(
    '/notifications/plan',
    {
      config: read,
      schema: {
        tags,
        summary: 'Who hears of what, when: routes, calendar and limits',
        querystring: tenantQuery,
        response: { 200: NotificationPlanState },
      },
    },
    async ({ query: { tenant } }) => readPlan(deps.db, tenant),
  );

  scope.put(
    '/notifications/plan',
    {
      config: { roles: permissions['notifications.manage'] },
      schema: {
        tags,
        summary: 'Change who hears of what; alerts from then on follow it',
        querystring: tenantQuery,
        body: NotificationPlanChange,
        response: { 200: NotificationPlanState },
      },
    },
    async ({ query: { tenant }, body: { plan, version }, session }) => {
      await checkTenant(deps, tenant);
      checkCalendar(plan);
      const change = { by: session.user.username, now: deps.now() };
      return deps.db.transaction().execute((trx) => changePlan(trx, tenant, plan, version, change));
    },
  );

  scope.post(
    '/notifications/preview',
    {
      config: read,
      schema: {
        tags,
        summary: 'What would happen to an alert at given times, by the plan in force or by a draft',
        querystring: tenantQuery,
        body: PreviewRequest,
        response: { 200: Preview },
      },
    },
    async ({ query: { tenant }, body: { plan, facts, at } }) => {
      if (plan !== undefined) checkCalendar(plan);
      return previewNotice(plan ?? (await readPlan(deps.db, tenant)).plan, facts, at);
    },
  );

  scope.get(
    '/notifications/holidays',
    {
      config: read,
      schema: {
        tags,
        summary: 'Public holidays of a Land in a year',
        querystring: Type.Object(
          {
            year: Type.Integer({ minimum: 1995, maximum: 2299 }),
            land: Land,
            local: Type.Optional(Type.Array(LocalHoliday, { maxItems: 3 })),
          },
          closed,
        ),
        response: { 200: WholeList(Holiday) },
      },
    },
    async ({ query: { year, land, local } }) => ({ items: holidaysOf(year, land, local), next: null }),
  );
};

/** @throws GrundwachtError VALIDATION with the place */
function checkCalendar({ calendar }: NotificationPlan): void {
  if (!isZone(calendar.zone)) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/plan/calendar/zone',
      message: 'there is no time zone {zone}',
      values: { zone: calendar.zone },
    });
  }
  calendar.working.forEach(({ from, to }, at) => {
    if (to > from) return;
    throw new GrundwachtError('VALIDATION', {
      pointer: `/plan/calendar/working/${at}/to`,
      message: 'work ends after it begins',
    });
  });
  calendar.on_call.forEach(({ starts, ends, every_weeks }, at) => {
    const place = `/plan/calendar/on_call/${at}`;
    const length = Date.parse(`${ends}Z`) - Date.parse(`${starts}Z`);
    // A day that a month does not have gives NaN, which is not greater either.
    if (!(length > 0))
      throw new GrundwachtError('VALIDATION', {
        pointer: `${place}/ends`,
        message: 'it ends after it begins',
      });
    if (every_weeks > 0 && length > every_weeks * 7 * 86_400_000) {
      throw new GrundwachtError('VALIDATION', {
        pointer: `${place}/every_weeks`,
        message: 'it would begin again before it ends',
      });
    }
  });
}

const letters: RoutePlugin = async (scope, { deps }) => {
  const read = { roles: permissions['notifications.read'] };

  scope.get(
    '/notifications/letters',
    {
      config: read,
      schema: {
        tags,
        summary: 'Messages, latest first: sent, on their way, given up',
        querystring: Type.Object(
          { ...tenantQuery.properties, ...pageQuery, state: Type.Optional(Type.Enum(letterStates)) },
          closed,
        ),
        response: { 200: LetterPage },
      },
    },
    async ({ query: { tenant, ...query } }) => listLetters(deps.db, tenant, query),
  );

  scope.get(
    '/notifications/notices',
    {
      config: read,
      schema: {
        tags,
        summary: 'Everything that was to be told, and what became of it, latest first',
        querystring: Type.Object(
          {
            ...tenantQuery.properties,
            ...pageQuery,
            waiting: Type.Optional(Type.Boolean({ description: 'for a digest or for a summary' })),
            letter: Type.Optional(Type.String({ format: 'uuid', description: 'of one message' })),
          },
          closed,
        ),
        response: { 200: NoticePage },
      },
    },
    async ({ query: { tenant, ...query } }) => listNotices(deps.db, tenant, query),
  );

  for (const [action, state, summary] of [
    ['resend', 'queued', 'Send a message that was given up again'],
    ['discard', 'discarded', 'Be done with a message that was given up'],
  ] as const) {
    scope.post(
      `/notifications/letters/:id/${action}`,
      {
        config: { roles: permissions['notifications.manage'] },
        schema: { tags, summary, params, querystring: tenantQuery, response: { 200: Letter } },
      },
      async ({ query: { tenant }, params: { id } }) => {
        const letter = await deps.db
          .transaction()
          .execute((trx) => decideDead(trx, tenant, id, state, deps.now()));
        deps.notifications?.changed(letter.channel);
        return letter;
      },
    );
  }
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(channelRoutes, options);
  await scope.register(planning, options);
  await scope.register(letters, options);
};

export const notificationRoutes = fp(plugin, { name: 'notification-routes', dependencies: ['access'] });
