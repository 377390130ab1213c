import { type Kysely, sql } from 'kysely';
import type { Alert, CloseReason, SimilarAlerts } from '../contract/alert.js';
import { toAlert } from './alerts.js';
import type { Database } from './tables.js';

/** Alerts that are named; of the others only how many there are, and how they were closed. */
const mostNamed = 6;

/**
 * Alerts of the tenant that help to judge one: of the same rule about others, and about the same entity by other rules.
 * Fire drills are none.
 * @param since milliseconds since the epoch: alerts that were last seen later
 */
export async function similarAlerts(
  db: Kysely<Database>,
  alert: Alert,
  since: number,
): Promise<Pick<SimilarAlerts, 'same_rule' | 'same_entity'>> {
  const { rule, entity } = alert;
  const [sameRule, sameEntity] = await Promise.all([
    group(
      db,
      alert,
      since,
      sql<boolean>`rule_id = ${rule.id} and lower(entity_value) <> ${entity.value.toLowerCase()}`,
    ),
    group(
      db,
      alert,
      since,
      sql<boolean>`rule_id <> ${rule.id} and lower(entity_value) = any(${partsOf(alert)}::text[])`,
    ),
  ]);
  return { same_rule: sameRule, same_entity: sameEntity };
}

/** An alert about several fields is about each of them: `srv1, root` has to do with what is about `srv1`. */
export function partsOf({ entity: { type, value } }: Pick<Alert, 'entity'>): string[] {
  const parts = value.split(', ');
  const whole = parts.length === type.split(', ').length ? parts : [];
  return [...new Set([value, ...whole].map((part) => part.toLowerCase()))];
}

async function group(
  db: Kysely<Database>,
  { id, tenant }: Alert,
  since: number,
  which: ReturnType<typeof sql<boolean>>,
): Promise<SimilarAlerts['same_rule']> {
  const of = db
    .selectFrom('alert')
    .where('tenant_id', '=', tenant)
    .where('id', '<>', id)
    .where('drill_id', 'is', null)
    .where('last_seen', '>=', new Date(since))
    .where(which);
  const [rows, counts] = await Promise.all([
    of.selectAll().orderBy('last_seen', 'desc').orderBy('id', 'desc').limit(mostNamed).execute(),
    of
      .select(({ fn }) => ['close_reason', fn.countAll<number>().as('alerts')])
      .groupBy('close_reason')
      .execute(),
  ]);
  const closed = counts.filter(
    (each): each is { close_reason: CloseReason; alerts: number } => each.close_reason !== null,
  );
  return {
    items: rows.map(toAlert),
    total: counts.reduce((sum, { alerts }) => sum + alerts, 0),
    closed: Object.fromEntries(closed.map(({ close_reason, alerts }) => [close_reason, alerts])),
  };
}
