import type { Kysely } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Source } from '../contract/identity.js';
import type { SourceDetail, SourceRhythmView, SourceSummary } from '../contract/source.js';
import { addressOf, sourceName } from '../signal/match-sources.js';
import { rejectedReason } from './source-delta.js';
import { gapsOf, historyOf, hoursKey, lastHours, shownHours } from './source-hours.js';
import { silenceOf } from './source-rhythms.js';
import { listSources } from './sources.js';
import type { Database } from './tables.js';

/** Names that a summary tells at most, of each kind. */
const mostNames = 20;
/** Counters of one source that are told. */
const mostParts = 500;

/**
 * @param now milliseconds since the epoch
 * @returns every source once, the last heard first
 */
export async function sourceSummaries(
  db: Kysely<Database>,
  now: number,
  tenant?: string,
): Promise<SourceSummary[]> {
  const [rows, hours, rhythms] = await Promise.all([
    listSources(db, tenant),
    lastHours(db, now, tenant),
    rhythmsOf(db, now, tenant),
  ]);
  const groups = new Map<string, Source[]>();
  for (const row of rows) {
    const key = hoursKey(row.tenant, nameOf(row));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups].map(([key, parts]) =>
    toSummary(parts, hours.get(key) ?? new Array(shownHours).fill(0), rhythms.get(key) ?? null),
  );
}

/**
 * One source with its history.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError NOT_FOUND
 */
export async function sourceDetail(
  db: Kysely<Database>,
  tenant: string,
  name: string,
  now: number,
): Promise<SourceDetail> {
  const [rows, hours, rhythms, history] = await Promise.all([
    listSources(db, tenant),
    lastHours(db, now, tenant),
    rhythmsOf(db, now, tenant),
    historyOf(db, tenant, name),
  ]);
  const parts = rows.filter((row) => nameOf(row) === name);
  if (parts.length === 0)
    throw new GrundwachtError('NOT_FOUND', {
      pointer: '/name',
      message: 'no source {name} has sent records',
      values: { name },
    });
  const key = hoursKey(tenant, name);
  const summary = toSummary(parts, hours.get(key) ?? new Array(shownHours).fill(0), rhythms.get(key) ?? null);
  return {
    ...summary,
    parts: parts.slice(0, mostParts),
    rejections: rejectionsOf(parts),
    history,
    gaps: gapsOf(history),
    collector_losses: await collectorLosses(db, tenant, summary.collectors),
  };
}

const nameOf = ({ host, source }: Source): string => sourceName({ host: host ?? '', source });

function toSummary(
  parts: readonly Source[],
  hours: number[],
  rhythm: SourceRhythmView | null,
): SourceSummary {
  const first = parts[0]!;
  const sum = (of: 'received' | 'stored' | 'rejected' | 'unparsed'): number =>
    parts.reduce((total, part) => total + part[of], 0);
  const distinct = (values: (string | undefined)[]): string[] =>
    [...new Set(values.filter((value): value is string => value !== undefined && value !== ''))]
      .toSorted()
      .slice(0, mostNames);
  return {
    tenant: first.tenant,
    name: nameOf(first),
    addresses: distinct(parts.map(({ source }) => addressOf(source))),
    transports: distinct(parts.map(({ transport }) => transport)),
    datasets: distinct(
      parts.map(({ dataset }) => (rejectedReason(dataset) === undefined ? dataset : undefined)),
    ),
    collectors: distinct(parts.map(({ collector }) => collector)),
    received: sum('received'),
    stored: sum('stored'),
    rejected: sum('rejected'),
    unparsed: sum('unparsed'),
    first_seen: parts.reduce(
      (least, { first_seen }) => (first_seen < least ? first_seen : least),
      first.first_seen,
    ),
    last_seen: parts.reduce((most, { last_seen }) => (last_seen > most ? last_seen : most), first.last_seen),
    hours,
    rhythm,
  };
}

async function rhythmsOf(
  db: Kysely<Database>,
  now: number,
  tenant?: string,
): Promise<Map<string, SourceRhythmView>> {
  let select = db.selectFrom('source_rhythm').selectAll();
  if (tenant !== undefined) select = select.where('tenant_id', '=', tenant);
  const rows = await select.execute();
  return new Map(
    rows.map(({ tenant_id, name, since, last_seen, longest_ms, gaps }) => {
      const limit = silenceOf({ since: since.getTime(), longestMs: longest_ms, gaps }, now);
      return [
        hoursKey(tenant_id, name),
        {
          longest_ms,
          told_after_ms: limit === undefined ? null : Math.round(limit),
          silent: limit !== undefined && now - last_seen.getTime() > limit,
        },
      ];
    }),
  );
}

function rejectionsOf(parts: readonly Source[]): SourceDetail['rejections'] {
  const found = new Map<string, SourceDetail['rejections'][number]>();
  for (const { dataset, transport, rejected, last_seen } of parts) {
    if (rejected === 0) continue;
    const reason = rejectedReason(dataset) ?? null;
    const key = `${transport} ${reason}`;
    const known = found.get(key);
    if (known === undefined) found.set(key, { reason, transport, count: rejected, last_seen });
    else {
      known.count += rejected;
      if (last_seen > known.last_seen) known.last_seen = last_seen;
    }
  }
  return [...found.values()].toSorted((a, b) => b.count - a.count);
}

async function collectorLosses(
  db: Kysely<Database>,
  tenant: string,
  ids: readonly string[],
): Promise<SourceDetail['collector_losses']> {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('collector')
    .select(['id', 'health', 'health_at'])
    .where('tenant_id', '=', tenant)
    .where('id', 'in', ids)
    .execute();
  return rows.flatMap(({ id, health, health_at: at }) =>
    health === null || at === null
      ? []
      : [
          {
            collector: id,
            at: at.toISOString(),
            dropped: health.dropped,
            rejected: health.rejected,
            waiting_bytes: health.spool_bytes,
            clock_skew_ms: health.clock_skew_ms,
          },
        ],
  );
}
