import type { Kysely, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import { zone } from '../contract/german-day.js';
import type { NotificationPlan, NotificationPlanState } from '../contract/notification-plan.js';
import type { Change } from './notification-channels.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** What a tenant begins with: a calendar to be made its own, and nobody who is told. */
export const firstPlan: NotificationPlan = {
  calendar: {
    zone,
    land: 'NW',
    local_holidays: [],
    closed_days: [],
    working: [
      { days: [1, 2, 3, 4], from: '07:30', to: '16:30' },
      { days: [5], from: '07:30', to: '12:30' },
    ],
    on_call: [],
  },
  routes: [],
  update_minutes: 30,
  acknowledge_minutes: { low: null, medium: null, high: 240, critical: 60 },
};

/** @returns the tenant's plan; the first one, with version 0, when nobody made one */
export async function readPlan(db: Executor, tenant: string): Promise<NotificationPlanState> {
  const row = await db
    .selectFrom('notification_plan')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .executeTakeFirst();
  if (row === undefined) return { plan: firstPlan, version: 0, updated_at: null, updated_by: null };
  const { plan, version, updated_at, updated_by } = row;
  return { plan, version, updated_at: updated_at.toISOString(), updated_by };
}

/** A plan in force, and since when its tenant has had one, milliseconds since the epoch. */
export interface PlanInForce {
  plan: NotificationPlan;
  since: number;
}

/** @returns the plans that have routes, by tenant */
export async function plansInForce(db: Executor): Promise<Map<string, PlanInForce>> {
  const rows = await db.selectFrom('notification_plan').select(['tenant_id', 'plan', 'created_at']).execute();
  return new Map(
    rows
      .filter(({ plan }) => plan.routes.some(({ enabled }) => enabled))
      .map(({ tenant_id, plan, created_at }) => [tenant_id, { plan, since: created_at.getTime() }]),
  );
}

/**
 * @param version that the change is based on
 * @throws GrundwachtError CONFLICT; VALIDATION when a route names a channel that is not there
 */
export async function changePlan(
  trx: Transaction<Database>,
  tenant: string,
  plan: NotificationPlan,
  version: number,
  { by, now }: Change,
): Promise<NotificationPlanState> {
  await checkChannels(trx, tenant, plan);
  const at = new Date(now);
  const row = { plan: JSON.stringify(plan), version: version + 1, updated_at: at, updated_by: by };
  const stored =
    version === 0
      ? await trx
          .insertInto('notification_plan')
          .values({ tenant_id: tenant, created_at: at, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst()
      : await trx
          .updateTable('notification_plan')
          .set(row)
          .where('tenant_id', '=', tenant)
          .where('version', '=', version)
          .returning('version')
          .executeTakeFirst();
  if (stored === undefined) {
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message: 'the plan is no longer at {version}',
      values: { version },
    });
  }
  return { plan, version: version + 1, updated_at: at.toISOString(), updated_by: by };
}

async function checkChannels(trx: Transaction<Database>, tenant: string, plan: NotificationPlan) {
  // Until the plan is stored nobody removes a channel of it.
  const rows = await trx
    .selectFrom('notification_channel')
    .select('id')
    .where('tenant_id', '=', tenant)
    .forShare()
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const named = [
    ...plan.routes.flatMap(({ channels }, at) =>
      channels.map((id) => ({ id, where: `/plan/routes/${at}/channels` })),
    ),
    ...plan.calendar.on_call.map(({ channel }, at) => ({
      id: channel,
      where: `/plan/calendar/on_call/${at}/channel`,
    })),
  ];
  const unknown = named.find(({ id }) => !known.has(id));
  if (unknown)
    throw new GrundwachtError('VALIDATION', {
      pointer: unknown.where,
      message: 'there is no channel {id}',
      values: { id: unknown.id },
    });
}

/** @returns names of the routes and on-call periods that lead to a channel */
export function usesOf({ routes, calendar }: NotificationPlan, channel: string): string[] {
  return [
    ...routes.filter(({ channels }) => channels.includes(channel)).map(({ name }) => name),
    ...calendar.on_call.filter((duty) => duty.channel === channel).map(({ who }) => who),
  ];
}
