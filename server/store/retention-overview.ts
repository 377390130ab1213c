import type { Kysely } from 'kysely';
import type { TenantContents } from '../contract/event-store.js';
import type { RetentionOverview, RetentionPolicy } from '../contract/retention.js';
import { countDeleted } from './events/deletions.js';
import { ruleFor } from './events/retention-rules.js';
import { listHolds, readRetention, retentionHistory } from './retention.js';
import type { Database } from './tables.js';

const historyLimit = 100;

/**
 * @param contents of the tenant in the event store
 * @returns what the tenant's events take up, the rules and holds, and the ledger
 */
export async function readRetentionOverview(
  db: Kysely<Database>,
  tenant: string,
  { segments, unsealed }: TenantContents,
): Promise<RetentionOverview> {
  const [state, history, holds, deleted, stored] = await Promise.all([
    readRetention(db, tenant),
    retentionHistory(db, tenant, historyLimit),
    listHolds(db, tenant),
    countDeleted(db, tenant),
    countStored(db, tenant),
  ]);
  const sealed = segments.reduce((sum, { rows }) => sum + rows, 0);
  return {
    state,
    history,
    holds,
    segments: {
      count: segments.length,
      events: sealed,
      bytes: segments.reduce((sum, { bytes, filterBytes = 0 }) => sum + bytes + filterBytes, 0),
      time_from: instant(least(segments.map(({ timeFrom }) => timeFrom))),
      time_to: instant(-least(segments.map(({ timeTo }) => -timeTo))),
      received_from: instant(least(segments.map(({ receivedFrom }) => receivedFrom))),
    },
    datasets: datasetsOf(segments, state.policy),
    ledger: { stored, sealed, unsealed, deleted },
  };
}

/** @returns events of the tenant that sources have delivered and that were stored */
async function countStored(db: Kysely<Database>, tenant: string): Promise<number> {
  const { sum } = await db
    .selectFrom('source')
    .select(({ fn }) => fn.sum('stored').as('sum'))
    .where('tenant_id', '=', tenant)
    .executeTakeFirstOrThrow();
  return Number(sum ?? 0);
}

function datasetsOf(
  segments: TenantContents['segments'],
  policy: RetentionPolicy,
): RetentionOverview['datasets'] {
  const datasets = new Map<string, { events: number; receivedFrom: number }>();
  for (const segment of segments) {
    for (const [name, events] of Object.entries(segment.datasets)) {
      const known = datasets.get(name) ?? { events: 0, receivedFrom: Number.POSITIVE_INFINITY };
      known.events += events;
      known.receivedFrom = Math.min(known.receivedFrom, segment.receivedFrom);
      datasets.set(name, known);
    }
  }
  return [...datasets]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([dataset, { events, receivedFrom }]) => {
      const { days, purpose } = ruleFor(policy, dataset);
      return { dataset, events, received_from: new Date(receivedFrom).toISOString(), days, purpose };
    });
}

function least(times: readonly number[]): number {
  return times.reduce((some, time) => Math.min(some, time), Number.POSITIVE_INFINITY);
}

function instant(time: number): string | null {
  return Number.isFinite(time) ? new Date(time).toISOString() : null;
}
