import { type Kysely, sql } from 'kysely';
import { drillCollector } from '../contract/drill.js';
import type { Database } from './tables.js';

/**
 * @param since milliseconds since the epoch: sources that have been silent since then do not count
 * @returns what the tenant's sources deliver, by name; fire drills left out
 */
export async function deliveredDatasets(
  db: Kysely<Database>,
  tenant: string,
  since: number,
): Promise<{ dataset: string; sources: number }[]> {
  return db
    .selectFrom('source')
    .select(['dataset', sql<number>`count(distinct (collector_id, source, host))::int`.as('sources')])
    .where('tenant_id', '=', tenant)
    .where('last_seen', '>=', new Date(since))
    .where('dataset', '<>', '')
    .where('collector_id', '<>', drillCollector)
    .groupBy('dataset')
    .orderBy('dataset')
    .execute();
}
