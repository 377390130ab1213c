import type { Kysely } from 'kysely';
import type { EventStore } from '../contract/event-store.js';
import type { FactsOf } from '../signal/facts.js';
import { heldOf, ruleFor } from './events/retention-rules.js';
import { verifyStore } from './events/verify-store.js';
import { listHolds, readRetention } from './retention.js';
import type { Database } from './tables.js';

const dayMs = 86_400_000;

/**
 * @param graceMs for which what is due may still be there
 * @returns how events are kept; overdue are those of blocks that are past their rules as a whole and not held
 */
export async function retentionFacts(
  db: Kysely<Database>,
  events: Pick<EventStore, 'contents'>,
  { tenant, now }: { tenant: string; now: number },
  graceMs: number,
): Promise<FactsOf<'retention'>> {
  const [{ policy }, holds] = await Promise.all([readRetention(db, tenant), listHolds(db, tenant)]);
  const { segments, unsealed } = events.contents(tenant);
  let overdue = 0;
  for (const segment of segments) {
    if (heldOf(segment, holds).length > 0) continue;
    for (const [dataset, rows] of Object.entries(segment.datasets)) {
      const kept = ruleFor(policy, dataset).days * dayMs + graceMs;
      if (segment.receivedTo < now - kept) overdue += rows;
    }
  }
  return {
    days: policy.days,
    oldest: segments.length === 0 ? null : Math.min(...segments.map(({ receivedFrom }) => receivedFrom)),
    events: segments.reduce((sum, { rows }) => sum + rows, unsealed),
    overdue,
  };
}

/** @returns whether blocks of the given time or later are as they were sealed, and whether all others are there */
export async function integrityFacts(
  db: Kysely<Database>,
  dir: string,
  { tenant, now }: { tenant: string; now: number },
  since: number,
): Promise<FactsOf<'integrity'>> {
  const recent = await verifyStore(db, { dir, tenant, since }, now);
  const all = await verifyStore(db, { dir, tenant, sizesOnly: true }, now);
  const faults = [...recent.faults, ...all.faults].map(({ path }) => path);
  return { segments: recent.segments, rows: recent.rows, faults: [...new Set(faults)] };
}
