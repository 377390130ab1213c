import type { Selectable, Transaction } from 'kysely';
import type { Alert } from '../contract/alert.js';
import type { CaseSeverity } from '../contract/case.js';
import type { Level } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { changeAlert } from './alert-triage.js';
import { openCase, touchCase } from './case-lock.js';
import { type CaseKey, noteTimeline, type TimelineFact } from './case-timeline.js';
import type { Author } from './structure-history.js';
import type { AlertTable, Database } from './tables.js';

type AlertRow = Selectable<AlertTable>;

/**
 * Adds alerts to a case; those that it has already stay as they are.
 * @throws GrundwachtError NOT_FOUND, VALIDATION of alerts that do not exist or are of another tenant, CONFLICT of a
 * closed case
 */
export async function addCaseAlerts(
  trx: Transaction<Database>,
  id: string,
  ids: readonly string[],
  author: Author,
): Promise<CaseKey> {
  const { key } = await openCase(trx, id);
  const found = await foundAlerts(trx, ids, '/ids');
  refuseForeign(found, key.tenant, '/ids');
  await linkAlerts(trx, key, found, author);
  await touchCase(trx, key, author);
  return key;
}

/**
 * Whoever escalates an alert has seen it: those that nobody has acknowledged yet are acknowledged by them.
 * @returns the alerts that changed
 */
export async function acknowledgeEscalated(
  trx: Transaction<Database>,
  ids: readonly string[],
  { by, now }: Author,
): Promise<Alert[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom('alert')
    .select('id')
    .where('id', 'in', ids)
    .where('state', '=', 'new')
    .orderBy('id')
    .execute();
  const changed: Alert[] = [];
  for (const { id } of rows) changed.push(await changeAlert(trx, id, { state: 'acknowledged' }, by, now));
  return changed;
}

/** Takes an alert out of a case that does not belong to it. @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function removeCaseAlert(
  trx: Transaction<Database>,
  id: string,
  alert: string,
  author: Author,
): Promise<CaseKey> {
  const { key } = await openCase(trx, id);
  const [row] = await trx
    .deleteFrom('case_alert')
    .using('alert')
    .whereRef('alert.id', '=', 'case_alert.alert_id')
    .where('case_alert.case_id', '=', id)
    .where('case_alert.alert_id', '=', alert)
    .returning(['alert.rule_title as title', 'alert.entity_value as entity'])
    .execute();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'the case has no alert {alert}', values: { alert } });
  await noteTimeline(trx, key, author, [{ kind: 'alert_removed', facts: row }]);
  await touchCase(trx, key, author);
  return key;
}

/** @throws GrundwachtError VALIDATION of ids that are none */
export async function foundAlerts(
  trx: Transaction<Database>,
  ids: readonly string[],
  pointer: string,
): Promise<AlertRow[]> {
  if (ids.length === 0) return [];
  const rows = await trx
    .selectFrom('alert')
    .selectAll()
    .where('id', 'in', ids)
    .orderBy('first_seen')
    .execute();
  const known = new Set(rows.map(({ id }) => id));
  const missing = ids.findIndex((id) => !known.has(id));
  if (missing >= 0)
    throw new GrundwachtError('VALIDATION', {
      pointer: `${pointer}/${missing}`,
      message: 'there is no alert {id}',
      values: { id: ids[missing]! },
    });
  return rows;
}

/** @throws GrundwachtError VALIDATION of alerts of another tenant */
export function refuseForeign(alerts: readonly AlertRow[], tenant: string, pointer: string): void {
  const foreign = alerts.find(({ tenant_id }) => tenant_id !== tenant);
  if (foreign !== undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer,
      message: 'the alert {id} is not of the tenant {tenant}',
      values: { id: foreign.id, tenant },
    });
}

/** Links alerts to a case and notes when each began; those that it has already stay as they are. */
export async function linkAlerts(
  trx: Transaction<Database>,
  key: CaseKey,
  alerts: readonly AlertRow[],
  author: Author,
): Promise<void> {
  if (alerts.length === 0) return;
  const rows = await trx
    .insertInto('case_alert')
    .values(
      alerts.map(({ id }) => ({
        tenant_id: key.tenant,
        case_id: key.case,
        alert_id: id,
        added_at: new Date(author.now),
        added_by: author.by,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('alert_id')
    .execute();
  const added = new Set(rows.map(({ alert_id }) => alert_id));
  if (added.size === 0) return;
  const firsts = alerts
    .filter(({ id }) => added.has(id))
    .map(
      (alert): TimelineFact => ({
        kind: 'alert_first',
        happenedAt: alert.first_seen,
        facts: {
          alert: alert.id,
          title: alert.rule_title,
          title_de: alert.rule_title_de,
          entity: alert.entity_value,
        },
      }),
    );
  await noteTimeline(trx, key, author, [...firsts, { kind: 'alerts_added', facts: { count: added.size } }]);
}

const severities: Record<Level, CaseSeverity> = {
  informational: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  critical: 'critical',
};

/** @returns as severe as the most severe of its alerts. */
export function severityOf(alerts: readonly AlertRow[]): CaseSeverity {
  const order: readonly CaseSeverity[] = ['low', 'medium', 'high', 'critical'];
  const found = alerts.map(({ rule_level }) => order.indexOf(severities[rule_level]));
  return found.length === 0 ? 'medium' : order[Math.max(...found)]!;
}
