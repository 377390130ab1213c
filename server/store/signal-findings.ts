import { sql, type Transaction } from 'kysely';
import { dayOf } from '../contract/german-day.js';
import type { SignalVerdict } from '../contract/signal.js';
import { normaliseAudit, normaliseFinding } from '../isms/iso/stated.js';
import { createAudit } from './audit-programme.js';
import { lockDomain } from './domains.js';
import { createFinding } from './findings.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** An observation that was stored. */
export interface StoredObservation {
  id: string;
  signal: string;
  /** Of the signal, in German: findings are read by the city's people. */
  title: string;
  /** What was seen, in German. */
  statement: string;
  /** null: the whole domain. */
  object: string | null;
  requirements: readonly { catalog: string; requirement: string; verdict: SignalVerdict }[];
}

/** In whose name findings of signals are raised. */
export const signalAuthor = 'grundwacht';

/**
 * Raises a finding for each contradiction of a 'ja' that has none open yet: by signal, scope and requirement. What the
 * check says stays as it is: people decide.
 * @param now milliseconds since the epoch
 * @returns findings that were raised
 */
export async function raiseFindings(
  trx: Transaction<Database>,
  key: DomainKey,
  observations: readonly StoredObservation[],
  now: number,
): Promise<number> {
  const claims = observations.flatMap(({ requirements, ...observation }) => {
    const contradicted = requirements.filter(({ verdict }) => verdict === 'contradicts');
    // A sub-requirement speaks for its requirement: one finding for both.
    const whole = new Map(contradicted.map((each) => [wholeOf(each.requirement), each.catalog]));
    return [...whole].map(([requirement, catalog]) => ({ ...observation, requirement, catalog }));
  });
  if (claims.length === 0) return 0;
  await lockDomain(trx, key);
  const denied = await withoutFinding(trx, key, claims);
  if (denied.length === 0) return 0;
  const audit = await monitoringAudit(trx, key, now);
  for (const claim of denied) {
    const stated = normaliseFinding({
      kind: 'minor',
      title: `${claim.requirement}: Signal „${claim.title}“ widerspricht dem „Ja“ im Check`.slice(0, 300),
      description: claim.statement,
      control: claim.requirement,
      target_object: claim.object,
    });
    const { id } = await createFinding(trx, audit, stated, { by: signalAuthor, now });
    await trx
      .insertInto('signal_finding')
      .values({
        finding_id: id,
        tenant_id: key.tenant,
        domain_id: key.domain,
        signal_id: claim.signal,
        scope_id: claim.object ?? key.domain,
        requirement_id: claim.requirement,
        observation_id: claim.id,
        raised_at: new Date(now),
      })
      .execute();
  }
  return denied.length;
}

const wholeOf = (requirement: string): string => /^.*?\.A\d+/.exec(requirement)?.[0] ?? requirement;

interface Claim extends Omit<StoredObservation, 'requirements'> {
  requirement: string;
  catalog: string;
}

/** The answer that counts for a scope is its own, else its group's; what is asked of the whole domain counts for all in it. */
async function withoutFinding(
  trx: Transaction<Database>,
  { tenant, domain }: DomainKey,
  claims: readonly Claim[],
): Promise<Claim[]> {
  const { rows } = await sql<{ at: number }>`
    select c.at::int as at
    from unnest(${claims.map(({ signal }) => signal)}::text[], ${claims.map(({ object }) => object)}::uuid[],
      ${claims.map(({ requirement }) => requirement)}::text[], ${claims.map(({ catalog }) => catalog)}::text[])
      with ordinality c (signal, object, requirement, catalog, at)
    left join target_object o on o.id = c.object
    where exists (
        select from assessment a left join target_object m on m.id = a.target_object_id
        where a.tenant_id = ${tenant} and a.domain_id = ${domain} and a.catalog_id = c.catalog
          and a.requirement_id = c.requirement and a.status = 'yes'
          and (c.object is null or a.target_object_id is null or a.target_object_id = c.object
            or m.group_id = c.object
            or (a.target_object_id = o.group_id and not exists (
              select from assessment own where own.scope_id = c.object and own.catalog_id = c.catalog
                and own.requirement_id = c.requirement))))
      and not exists (
        select from signal_finding s join finding f on f.id = s.finding_id
        where s.tenant_id = ${tenant} and s.domain_id = ${domain} and s.signal_id = c.signal
          and s.scope_id = coalesce(c.object, ${domain}::uuid) and s.requirement_id = c.requirement
          and f.closed_at is null)
    order by c.at`.execute(trx);
  return rows.map(({ at }) => claims[at - 1]!);
}

/** The standing audit that holds what signals contradict; it is made when it is needed first. */
async function monitoringAudit(trx: Transaction<Database>, key: DomainKey, now: number): Promise<string> {
  const known = await trx
    .selectFrom('audit')
    .select('id')
    .where('tenant_id', '=', key.tenant)
    .where('domain_id', '=', key.domain)
    .where('monitoring', '=', true)
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const day = dayOf(now);
  const stated = normaliseAudit({
    title: 'Laufende Überwachung durch Signale',
    scope: 'Alle Anforderungen, die mit „Ja“ beantwortet sind und denen ein Signal widerspricht',
    criteria: 'IT-Grundschutz-Kompendium, Signale nach docs/signals.md',
    auditor: 'Grundwacht',
    starts: day,
    ends: '9999-12-31',
    state: 'running',
  });
  const { id } = await createAudit(trx, key, stated, { by: signalAuthor, now });
  await trx.updateTable('audit').set({ monitoring: true }).where('id', '=', id).execute();
  return id;
}
