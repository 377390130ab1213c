import type { Transaction } from 'kysely';
import { coverRows, type RowKey, type RowsLeaf } from './covered-rows.js';
import type { Database } from './tables.js';

/**
 * Takes observations that something rests on into the tenant's log, each once.
 * @param ids of observations that are there
 */
export async function coverObservations(
  trx: Transaction<Database>,
  tenant: string,
  ids: readonly string[],
): Promise<void> {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return;
  const known = await trx
    .selectFrom('merkle_leaf')
    .select('reference')
    .where('tenant_id', '=', tenant)
    .where('kind', '=', 'observation')
    .where('reference', 'in', wanted)
    .execute();
  const covered = new Set(known.map(({ reference }) => reference));
  const fresh = wanted.filter((id) => !covered.has(id));
  if (fresh.length === 0) return;
  const verdicts = await trx
    .selectFrom('observation_requirement')
    .select(['observation_id', 'catalog_id', 'requirement_id'])
    .where('observation_id', 'in', fresh)
    .orderBy('requirement_id')
    .execute();
  const leaves = fresh.map((id): RowsLeaf => {
    const rows: RowKey[] = [{ table: 'observation', key: { id } }];
    for (const key of verdicts) {
      if (key.observation_id === id) rows.push({ table: 'observation_requirement', key });
    }
    return { tenantId: tenant, kind: 'observation', reference: id, rows };
  });
  await coverRows(trx, leaves);
}
