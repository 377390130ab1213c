import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { RiskThreat, ThreatProposals } from '../contract/risk.js';
import { lockDomain } from './domains.js';
import { mustBeCurrent, notePlan } from './plan-history.js';
import type { OwnThreatTable } from './risk-tables.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { getTargetObject } from './target-object-list.js';

/** What a person says of an own threat, trimmed. */
export interface StatedThreat {
  title: string;
  description: string;
}

/** @returns the elementary threats by number, of the latest edition that has each, and then the domain's own ones */
export async function listRiskThreats(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<RiskThreat[]> {
  const { rows } = await sql<{ id: string; title: string }>`
    select id, title from (
      select distinct on (id) id, title, position from elementary_threat order by id, catalog_id desc) t
    order by position`.execute(db);
  const own = await db
    .selectFrom('own_threat')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .orderBy('number')
    .execute();
  const elementary = rows.map((row) => ({ ...row, own: false, description: '', version: 0 }));
  return [...elementary, ...own.map(toThreat)];
}

/** Adds an own threat under the next number (BSI-Standard 200-3, 4.2: G z.1, G z.2 ...). */
export async function createOwnThreat(
  trx: Transaction<Database>,
  key: DomainKey,
  stated: StatedThreat,
  author: Author,
): Promise<RiskThreat> {
  await lockDomain(trx, key);
  const row = await trx
    .insertInto('own_threat')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from own_threat
        where tenant_id = ${key.tenant} and domain_id = ${key.domain})`,
      ...stated,
      version: 1,
      updated_at: new Date(author.now),
      updated_by: author.by,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const threat = toThreat(row);
  await notePlan(trx, key, author, [
    { subject: 'own_threat', action: 'create', id: threat.id, old: null, new: stated },
  ]);
  return threat;
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function updateOwnThreat(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
  version: number,
  stated: StatedThreat,
  author: Author,
): Promise<RiskThreat> {
  const old = await lockedThreat(trx, key, id, version);
  const row = await trx
    .updateTable('own_threat')
    .set({ ...stated, version: version + 1, updated_at: new Date(author.now), updated_by: author.by })
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('number', '=', old.number)
    .returningAll()
    .executeTakeFirstOrThrow();
  const { title, description } = old;
  const change = { subject: 'own_threat', action: 'change', id, old: { title, description } } as const;
  await notePlan(trx, key, author, [{ ...change, new: stated }]);
  return toThreat(row);
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT, STILL_IN_USE when a risk names it */
export async function deleteOwnThreat(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const { number, title, description } = await lockedThreat(trx, key, id, version);
  const risks = await trx
    .selectFrom('risk')
    .select((select) => select.fn.countAll<number>().as('count'))
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('threat_id', '=', id)
    .executeTakeFirstOrThrow();
  if (risks.count > 0) {
    throw new GrundwachtError('STILL_IN_USE', {
      message: '{count} risks name {id}; delete these first',
      values: { count: risks.count, id },
    });
  }
  await trx
    .deleteFrom('own_threat')
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('number', '=', number)
    .execute();
  const change = { subject: 'own_threat', action: 'delete', id, old: { title, description } } as const;
  await notePlan(trx, key, author, [{ ...change, new: null }]);
}

/**
 * Which threats should be looked at for an object (BSI-Standard 200-3, 4.1): those that the requirements of its
 * Bausteine act against, or, where no cross references are installed, all.
 * @throws GrundwachtError NOT_FOUND
 */
export async function proposeThreats(db: Kysely<Database>, object: string): Promise<ThreatProposals> {
  const { tenant, domain, group } = await getTargetObject(db, object);
  const scopes = [object, ...(group === null ? [] : [group])];
  const { rows } = await sql<{ threat: string; requirements: string[] }>`
    select x.threat_id as threat, array_agg(distinct x.requirement_id) as requirements
    from baustein_assignment a
    join requirement r on r.catalog_id = a.catalog_id and r.baustein_id = a.baustein_id and not r.withdrawn
    join requirement_threat x on x.catalog_id = r.catalog_id and x.requirement_id = r.id
    join elementary_threat t on t.catalog_id = x.catalog_id and t.id = x.threat_id
    where a.tenant_id = ${tenant} and a.domain_id = ${domain} and a.state = 'accepted'
      and a.target_object_id = any(${scopes}::uuid[])
    group by x.threat_id, t.position order by t.position`.execute(db);
  if (rows.length > 0) return { source: 'cross_references', items: rows };
  const all = await listRiskThreats(db, { tenant, domain });
  const items = all.filter(({ own }) => !own).map(({ id }) => ({ threat: id, requirements: [] }));
  return { source: 'catalog', items };
}

async function lockedThreat(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  id: string,
  version: number,
): Promise<Selectable<OwnThreatTable>> {
  const number = Number(/^G z\.([1-9]\d{0,3})$/.exec(id)?.[1] ?? 0);
  const row = await trx
    .selectFrom('own_threat')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no own threat {id}', values: { id } });
  mustBeCurrent(id, row.version, version);
  return row;
}

function toThreat({
  number,
  title,
  description,
  version,
}: Pick<Selectable<OwnThreatTable>, 'number' | 'title' | 'description' | 'version'>): RiskThreat {
  return { id: `G z.${number}`, title, own: true, description, version };
}
