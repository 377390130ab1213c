import { type Kysely, sql, type Transaction } from 'kysely';
import { storableText } from '../alert/storable-text.js';
import type { Source } from '../contract/identity.js';
import { addCounts, type SourceDelta } from './source-delta.js';
import { addSourceHours } from './source-hours.js';
import type { Database } from './tables.js';

/** Further sources of a collector are counted together under this name. */
export const otherSources = '(other)';

/**
 * Adds to the counters of sources. Sender addresses and host names come from the network, so an attacker could
 * make them up without end: past a limit, new ones are counted together.
 * @param deltas in any order; of tenants that are gone they are ignored
 * @param limit rows of one collector at most
 */
export async function addSourceCounts(
  trx: Transaction<Database>,
  deltas: readonly SourceDelta[],
  limit = 5000,
): Promise<void> {
  if (deltas.length === 0) return;
  const counted = sum(await withinLimit(trx, sum(deltas), limit));
  await upsert(trx, counted);
  await addSourceHours(trx, counted);
}

const keyOf = (d: Omit<SourceDelta, 'received' | 'stored' | 'rejected' | 'unparsed' | 'first' | 'last'>) =>
  JSON.stringify([d.tenant, d.collector, d.source, d.transport, d.dataset, d.host]);

function sum(deltas: readonly SourceDelta[]): SourceDelta[] {
  const sums = new Map<string, SourceDelta>();
  for (const delta of deltas) {
    const clean = storable(delta);
    const key = keyOf(clean);
    const total = sums.get(key);
    if (total === undefined) {
      sums.set(key, clean);
      continue;
    }
    addCounts(total, delta);
  }
  return [...sums.values()];
}

/**
 * Names as PostgreSQL can hold and index them (an index row has 2,704 bytes at most): those that it could not tell apart
 * must be equal before they are summed, as one statement cannot change a row twice.
 */
function storable(delta: SourceDelta): SourceDelta {
  const clean = (text: string) => storableText(text.slice(0, 200));
  return { ...delta, source: clean(delta.source), dataset: clean(delta.dataset), host: clean(delta.host) };
}

async function withinLimit(trx: Transaction<Database>, deltas: SourceDelta[], limit: number) {
  const known = await sql<{ at: number; rows: number; present: boolean }>`
    select added.at::int as at, present.tenant_id is not null as present,
      (select count(*) from source
        where source.tenant_id = added.tenant_id and source.collector_id = added.collector_id) as rows
    from ${unnestKeys(deltas)} left join source as present
      using (tenant_id, collector_id, source, transport, dataset, host)`.execute(trx);
  const rows = new Map<string, number>();
  const kept = [...deltas];
  for (const { at, rows: before, present } of known.rows) {
    const delta = deltas[at - 1]!;
    const collector = JSON.stringify([delta.tenant, delta.collector]);
    const count = rows.get(collector) ?? before;
    if (present) continue;
    if (count < limit) rows.set(collector, count + 1);
    else kept[at - 1] = { ...delta, source: otherSources, transport: '', dataset: '', host: '' };
  }
  return kept;
}

const unnestKeys = (deltas: readonly SourceDelta[]) => sql`unnest(
    ${deltas.map((d) => d.tenant)}::text[], ${deltas.map((d) => d.collector)}::text[],
    ${deltas.map((d) => d.source)}::text[], ${deltas.map((d) => d.transport)}::text[],
    ${deltas.map((d) => d.dataset)}::text[], ${deltas.map((d) => d.host)}::text[]
  ) with ordinality as added (tenant_id, collector_id, source, transport, dataset, host, at)`;

async function upsert(trx: Transaction<Database>, deltas: readonly SourceDelta[]): Promise<void> {
  await sql`
    insert into source (tenant_id, collector_id, source, transport, dataset, host,
      received, stored, rejected, unparsed, first_seen, last_seen)
    select added.tenant_id, collector_id, source, transport, dataset, host,
      received, stored, rejected, unparsed, first_seen, last_seen
    from ${unnestKeys(deltas)} join unnest(
      ${deltas.map((d) => d.received)}::bigint[], ${deltas.map((d) => d.stored)}::bigint[],
      ${deltas.map((d) => d.rejected)}::bigint[], ${deltas.map((d) => d.unparsed)}::bigint[],
      ${deltas.map((d) => new Date(d.first))}::timestamptz[],
      ${deltas.map((d) => new Date(d.last))}::timestamptz[]
    ) with ordinality as counted (received, stored, rejected, unparsed, first_seen, last_seen, at) using (at)
    join tenant on tenant.id = added.tenant_id
    order by added.tenant_id, collector_id, source, transport, dataset, host
    on conflict (tenant_id, collector_id, source, transport, dataset, host) do update set
      received = source.received + excluded.received,
      stored = source.stored + excluded.stored,
      rejected = source.rejected + excluded.rejected,
      unparsed = source.unparsed + excluded.unparsed,
      first_seen = least(source.first_seen, excluded.first_seen),
      last_seen = greatest(source.last_seen, excluded.last_seen)`.execute(trx);
}

/** @returns the counters of every source, those heard last first */
export async function listSources(db: Kysely<Database>, tenant?: string): Promise<Source[]> {
  let select = db.selectFrom('source').selectAll();
  if (tenant !== undefined) select = select.where('tenant_id', '=', tenant);
  const rows = await select
    .orderBy('last_seen', 'desc')
    .orderBy('source')
    .orderBy('dataset')
    .orderBy('host')
    .execute();
  return rows.map(({ tenant_id, collector_id, host, first_seen, last_seen, ...rest }) => ({
    ...rest,
    tenant: tenant_id,
    collector: collector_id,
    host: host === '' ? null : host,
    first_seen: first_seen.toISOString(),
    last_seen: last_seen.toISOString(),
  }));
}
