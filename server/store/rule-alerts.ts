import { type Kysely, sql } from 'kysely';
import type { EventDocument } from '../contract/event.js';
import type { RuleOfTenant } from './rule-states.js';
import type { Database } from './tables.js';

/** How much a rule has raised. */
export interface RuleAlerts {
  /** Of the time asked for. */
  alerts: number;
  /** Of these, closed, and of those closed as false positive or benign. */
  closed: number;
  harmless: number;
  /** Ever. */
  last: Date;
}

/**
 * @param since alerts last seen from then on are counted, milliseconds since the epoch
 * @returns by rule id, of the tenant's alerts; rules that never had any are not in it
 */
export async function alertsByRule(
  db: Kysely<Database>,
  tenant: string,
  since: number,
): Promise<Map<string, RuleAlerts>> {
  const recent = sql<boolean>`last_seen >= ${new Date(since)}`;
  const rows = await db
    .selectFrom('alert')
    .select(({ fn }) => [
      'rule_id',
      fn.max('last_seen').as('last'),
      sql<number>`(count(*) filter (where ${recent}))::int`.as('alerts'),
      sql<number>`(count(*) filter (where ${recent} and state = 'closed'))::int`.as('closed'),
      sql<number>`(count(*) filter (where ${recent} and state = 'closed'
        and close_reason in ('false_positive', 'benign')))::int`.as('harmless'),
    ])
    .where('tenant_id', '=', tenant)
    .where('drill_id', 'is', null)
    .groupBy('rule_id')
    .execute();
  return new Map(rows.map(({ rule_id, ...counts }) => [rule_id, counts]));
}

/** An alert with the events that are kept of it. */
export interface AlertWithEvents {
  id: string;
  entity: string;
  last_seen: Date;
  events: EventDocument[];
}

/**
 * @param options limit: alerts at most; since: last seen from then on, milliseconds since the epoch
 * @returns the rule's latest alerts in the tenant, latest first
 */
export async function latestAlertsOfRule(
  db: Kysely<Database>,
  { tenant, rule }: RuleOfTenant,
  { limit, since }: { limit: number; since: number },
): Promise<AlertWithEvents[]> {
  const alerts = await db
    .selectFrom('alert')
    .select(['id', 'entity_value as entity', 'last_seen'])
    .where('tenant_id', '=', tenant)
    .where('rule_id', '=', rule)
    .where('last_seen', '>=', new Date(since))
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
