import { isIP } from 'node:net';
import { type Kysely, sql } from 'kysely';
import { drillCollector } from '../contract/drill.js';
import { GrundwachtError } from '../contract/errors.js';
import type { LogSource } from '../contract/signal.js';
import type { SignalObject } from '../signal/applies.js';
import {
  type CountedSource,
  type MatchedSource,
  matchSources,
  type SourceSaid,
} from '../signal/match-sources.js';
import { otherSources } from './sources.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

/** A target object as signals look at it, with the systems that it runs on. */
export interface DomainObject extends SignalObject {
  runsOn: readonly string[];
}

/** A domain's objects, and what the tenant's log sources are among them. */
export interface DomainSources {
  domain: string;
  catalog: string;
  objects: readonly DomainObject[];
  sources: readonly MatchedSource[];
}

/** @returns active domains of a tenant with their objects and the sources matched to them */
export async function matchedSources(db: Kysely<Database>, tenant: string): Promise<DomainSources[]> {
  const [domains, objects, counted, decisions] = await Promise.all([
    db
      .selectFrom('isms_domain')
      .select(['id', 'catalog_id'])
      .where('tenant_id', '=', tenant)
      .where('status', '<>', 'retired')
      .orderBy('created_at')
      .execute(),
    objectsOfTenant(db, tenant),
    countedSources(db, tenant),
    decisionsOf(db, tenant),
  ]);
  return domains.map(({ id, catalog_id }) => {
    const own = objects.filter(({ domain }) => domain === id);
    return { domain: id, catalog: catalog_id, objects: own, sources: matchSources(counted, own, decisions) };
  });
}

/**
 * @param value host name or address, as events have it
 * @returns what it is in each active domain that knows it, as a source of that name would be matched
 */
export async function matchedValue(
  db: Kysely<Database>,
  tenant: string,
  value: string,
): Promise<Pick<MatchedSource, 'by' | 'objects'>[]> {
  const [domains, objects, decisions] = await Promise.all([
    db
      .selectFrom('isms_domain')
      .select('id')
      .where('tenant_id', '=', tenant)
      .where('status', '<>', 'retired')
      .orderBy('created_at')
      .execute(),
    objectsOfTenant(db, tenant),
    decisionsOf(db, tenant),
  ]);
  const nothing = { transport: '', dataset: '', received: 0, firstSeen: 0, lastSeen: 0 };
  const asked = [{ source: value, host: isIP(value) === 0 ? value : '', ...nothing }];
  return domains
    .flatMap(({ id }) =>
      matchSources(
        asked,
        objects.filter(({ domain }) => domain === id),
        decisions,
      ),
    )
    .filter((match) => match.objects.length > 0);
}

async function objectsOfTenant(
  db: Kysely<Database>,
  tenant: string,
): Promise<(DomainObject & { domain: string })[]> {
  const { rows } = await sql<DomainObject & { domain: string }>`
    select id, domain_id as domain, key, type, name, platform, status, tags, hostnames, addresses, group_id as group,
      array(select r.to_id from target_object_relation r where r.from_id = o.id and r.kind = 'runs_on') as "runsOn"
    from target_object o where tenant_id = ${tenant} order by key collate "C"`.execute(db);
  return rows;
}

async function countedSources(db: Kysely<Database>, tenant: string): Promise<CountedSource[]> {
  const rows = await db
    .selectFrom('source')
    .select(['source', 'host', 'transport', 'dataset', 'received', 'first_seen', 'last_seen'])
    .where('tenant_id', '=', tenant)
    .where('collector_id', '<>', drillCollector)
    .where('source', '<>', otherSources)
    // What the server writes of itself comes from no source.
    .where('transport', '<>', 'internal')
    .execute();
  return rows.map(({ first_seen, last_seen, ...row }) => ({
    ...row,
    firstSeen: first_seen.getTime(),
    lastSeen: last_seen.getTime(),
  }));
}

async function decisionsOf(db: Kysely<Database>, tenant: string): Promise<Map<string, SourceSaid>> {
  const rows = await db
    .selectFrom('source_decision')
    .select(['name', 'target_object_id', 'reason'])
    .where('tenant_id', '=', tenant)
    .execute();
  return new Map(
    rows.map(({ name, target_object_id, reason }) => [name, { object: target_object_id, reason }]),
  );
}

/**
 * @returns every source once: what any domain knows for sure goes before what one is in doubt about; that which needs a
 * person first
 */
export function combinedSources(domains: readonly DomainSources[]): LogSource[] {
  const found = new Map<string, LogSource>();
  for (const { domain, objects, sources } of domains) {
    const byId = new Map(objects.map((object) => [object.id, object]));
    for (const source of sources) {
      const matched = source.objects.map((id) => {
        const { key, name } = byId.get(id)!;
        return { id, domain, key, name };
      });
      const known = found.get(source.name);
      if (known === undefined) found.set(source.name, toLogSource(source, matched));
      else if (certainty[source.state] > certainty[known.state]) {
        found.set(source.name, toLogSource(source, matched));
      } else if (source.state === known.state) known.objects.push(...matched);
    }
  }
  return [...found.values()].sort(
    (a, b) =>
      urgency[a.state] - urgency[b.state] ||
      (a.last_seen < b.last_seen ? 1 : a.last_seen > b.last_seen ? -1 : a.name < b.name ? -1 : 1),
  );
}

const certainty: Record<LogSource['state'], number> = { unknown: 0, ambiguous: 1, matched: 2, ignored: 3 };
const urgency: Record<LogSource['state'], number> = { unknown: 0, ambiguous: 1, matched: 2, ignored: 3 };

function toLogSource(source: MatchedSource, objects: LogSource['objects']): LogSource {
  const distinct = (values: readonly string[]): string[] =>
    [...new Set(values)].filter((value) => value !== '').sort();
  return {
    name: source.name,
    addresses: source.addresses.slice(0, 20),
    transports: distinct(source.counted.map(({ transport }) => transport)),
    datasets: distinct(source.counted.map(({ dataset }) => dataset)).slice(0, 20),
    received: source.counted.reduce((sum, { received }) => sum + received, 0),
    first_seen: new Date(source.firstSeen).toISOString(),
    last_seen: new Date(source.lastSeen).toISOString(),
    state: source.state,
    by: source.by,
    objects: [...objects],
    reason: source.reason,
  };
}

/**
 * Says which target object a source is, or why it is none.
 * @param object id; null: it is left alone, which takes a reason
 * @throws GrundwachtError VALIDATION when the tenant has no such object
 */
export async function decideSource(
  db: Kysely<Database>,
  tenant: string,
  name: string,
  { object, reason }: { object: string | null; reason: string },
  { by, now }: Author,
): Promise<void> {
  const row =
    object === null
      ? null
      : await db
          .selectFrom('target_object')
          .select('domain_id')
          .where('tenant_id', '=', tenant)
          .where('id', '=', object)
          .executeTakeFirst();
  if (row === undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/assign',
      message: 'the tenant {tenant} has no target object {object}',
      values: { tenant, object: object ?? '' },
    });
  }
  const said = {
    domain_id: row?.domain_id ?? null,
    target_object_id: object,
    reason,
    updated_at: new Date(now),
    updated_by: by,
  };
  await db
    .insertInto('source_decision')
    .values({ tenant_id: tenant, name, ...said })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doUpdateSet(said))
    .execute();
}

/** Takes back what was said of a source. */
export async function forgetSource(db: Kysely<Database>, tenant: string, name: string): Promise<void> {
  await db.deleteFrom('source_decision').where('tenant_id', '=', tenant).where('name', '=', name).execute();
}
