import type { HostSkew } from '../../contract/event-store.js';
import { isTimeOver } from './limits.js';
import { partsNewestFirst, type Reader } from './parts.js';
import type { RowQuery } from './query.js';
import type { Snapshot } from './snapshot.js';

/** Host names come from records: more are not told apart. */
const mostHosts = 20_000;

/**
 * Compares event time and receipt of the events of every host, the newest first. When the time is over, what is known
 * by then.
 * @param limitMs difference from which on an event is skewed
 * @throws GrundwachtError QUERY_TIMEOUT when nothing is known yet; the signal's reason
 */
export async function measureSkew(
  reader: Reader,
  snapshot: Snapshot,
  query: RowQuery,
  limitMs: number,
): Promise<HostSkew[]> {
  const hosts = new Map<string, HostSkew>();
  let looked = false;
  for (const part of partsNewestFirst(reader, snapshot, query)) {
    try {
      const source = await part.source();
      if (source !== undefined) await addPart(reader, source, query, limitMs, hosts);
      looked = true;
    } catch (error) {
      if (!looked || !isTimeOver(reader.signal)) throw error;
      break;
    }
  }
  return [...hosts.values()];
}

async function addPart(
  { engine, signal }: Reader,
  source: string,
  { condition }: RowQuery,
  limitMs: number,
  hosts: Map<string, HostSkew>,
): Promise<void> {
  const rows = await engine.query(
    `select host, count(*) as events, count(*) filter (abs(lag) > ?) as skewed, median(lag) as typical, arg_max(lag, abs(lag)) as worst
     from (select lower("host.name") as host, epoch_ms("event.ingested") - epoch_ms("@timestamp") as lag
       from ${source} where "host.name" is not null and ${condition.sql})
     group by host order by events desc limit ${mostHosts}`,
    [BigInt(limitMs), ...condition.values],
    signal,
  );
  for (const row of rows) {
    const host = String(row['host']);
    const events = Number(row['events']);
    const typicalMs = Number(row['typical']);
    const worstMs = Number(row['worst']);
    const known = hosts.get(host);
    if (known === undefined) {
      const skewed = Number(row['skewed']);
      if (hosts.size < mostHosts) hosts.set(host, { host, events, skewed, typicalMs, worstMs });
      continue;
    }
    // Medians of parts, weighted: near enough to be shown; the verdict counts events.
    known.typicalMs = (known.typicalMs * known.events + typicalMs * events) / (known.events + events);
    known.events += events;
    known.skewed += Number(row['skewed']);
    if (Math.abs(worstMs) > Math.abs(known.worstMs)) known.worstMs = worstMs;
  }
}
