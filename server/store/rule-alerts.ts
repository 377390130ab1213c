import type { Kysely } from 'kysely';
import type { EventDocument } from '../contract/event.js';
import type { RuleOfTenant } from './rule-states.js';
import type { Database } from './tables.js';

/** How much a rule has raised. */
export interface RuleAlerts {
  alerts: number;
  last: Date;
}

/**
 * @param since alerts last seen from then on, milliseconds since the epoch
 * @returns by rule id, of the tenant's alerts; rules without any are not in it
 */
export async function alertsByRule(
  db: Kysely<Database>,
  tenant: string,
  since: number,
): Promise<Map<string, RuleAlerts>> {
  const rows = await db
    .selectFrom('alert')
    .select(({ fn }) => ['rule_id', fn.countAll<number>().as('alerts'), fn.max('last_seen').as('last')])
    .where('tenant_id', '=', tenant)
    .where('last_seen', '>=', new Date(since))
    .where('drill_id', 'is', null)
    .groupBy('rule_id')
    .execute();
  return new Map(rows.map(({ rule_id, alerts, last }) => [rule_id, { alerts, last }]));
}

/** An alert with the events that are kept of it. */
export interface AlertWithEvents {
  id: string;
  entity: string;
  last_seen: Date;
  events: EventDocument[];
}

/** @returns the rule's latest alerts in the tenant, latest first */
export async function latestAlertsOfRule(
  db: Kysely<Database>,
  { tenant, rule }: RuleOfTenant,
  limit: number,
): Promise<AlertWithEvents[]> {
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'entity_value as entity', 'last_seen'])
    .where('tenant_id', '=', tenant)
    .where('rule_id', '=', rule)
    .orderBy('last_seen', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  if (alerts.length === 0) return [];
  const rows = await db
    .selectFrom('alert_event')
    .select(['alert_id', 'document'])
    .where(
      'alert_id',
      'in',
      alerts.map(({ id }) => id),
    )
    .orderBy('ordinal')
    .execute();
  const events = new Map<string, EventDocument[]>(alerts.map(({ id }) => [id, []]));
  for (const { alert_id, document } of rows) events.get(alert_id)!.push(document);
  return alerts.map((alert) => ({ ...alert, events: events.get(alert.id)! }));
}
