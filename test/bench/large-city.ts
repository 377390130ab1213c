import { type Kysely, sql } from 'kysely';
import { recomputeDomain } from '../../server/store/protection-recompute.js';
import type { DomainKey } from '../../server/store/structure-history.js';
import type { Database } from '../../server/store/tables.js';
import { fillCheck } from './isms.js';

const catalog = 'kompendium-2023';
const alerts = 100_000;
const openAlerts = 10_000;
const trail = 200_000;

/**
 * Fills a tenant as a very large city's is after years: 5,000 target objects with relations, 400,000 answers and the
 * measures that follow from them, 4,000 risks, 5,000 items of evidence, 100,000 alerts of which 10,000 are open, 200,000
 * entries of the audit trail and 300 cases.
 * @param db as its owner
 */
export async function fillLargeCity(db: Kysely<Database>, key: DomainKey, now: number): Promise<void> {
  await fillCheck(db, key);
  await fillFurther(db, key, now);
}

/** What comes beside the check. */
async function fillFurther(db: Kysely<Database>, key: DomainKey, now: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`set local statement_timeout = 0`.execute(trx);
    await sql`insert into target_object_relation (tenant_id, domain_id, from_id, to_id, kind, note, version, updated_at)
      select ${key.tenant}, ${key.domain}, a.id, b.id, 'connected_to', '', 1, ${new Date(now)}
      from target_object a join target_object b on a.domain_id = b.domain_id
        and substr(b.key, 2)::int in (substr(a.key, 2)::int / 2, substr(a.key, 2)::int / 3 + 1)
      where a.domain_id = ${key.domain} and a.id <> b.id and substr(a.key, 2)::int > 3`.execute(trx);
    await sql`select refresh_measures(array_agg(scope_id), array_agg(catalog_id), array_agg(baustein_id))
      from baustein_assignment where domain_id = ${key.domain}`.execute(trx);
    await sql`update measure set deadline = ${new Date(now)}::date + (hashtext(id::text) % 300),
      responsible = 'Amt ' || abs(hashtext(id::text) % 40) where hashtext(id::text) % 3 <> 0`.execute(trx);
    await recomputeDomain(trx, key);
    await insertRisks(trx, key, now);
    await insertEvidence(trx, key, now);
    await insertAlerts(trx, key, now);
    await insertRecords(trx, key, now);
  });
  await sql`vacuum analyze`.execute(db);
}

async function insertRisks(trx: Kysely<Database>, { tenant, domain }: DomainKey, now: number): Promise<void> {
  await sql`insert into risk (tenant_id, domain_id, target_object_id, threat_id, relevance, reason, frequency_before,
      damage_before, treatment, treatment_note, frequency_after, damage_after, owner, version, updated_at, updated_by)
    select ${tenant}, ${domain}, o.id, 'G 0.' || n, 'direct', 'Das System steht im Netz der Verwaltung.', 'medium', 'limited',
      'reduce', '', 'rare', 'limited', 'Amt für Digitalisierung', 1, ${new Date(now)}, 'bench'
    from target_object o, generate_series(14, 23) n
    where o.domain_id = ${domain} and substr(o.key, 2)::int % 12 = 0`.execute(trx);
}

async function insertEvidence(
  trx: Kysely<Database>,
  { tenant, domain }: DomainKey,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await sql`insert into evidence (tenant_id, domain_id, kind, title, shows, effective_on, provided_by, classification, link,
      created_at, version, updated_at, updated_by)
    select ${tenant}, ${domain}, 'link', 'Nachweis ' || n, '', ${at}::date, 'ISB', 'internal',
      'https://nachweise.invalid/' || n, ${at}, 1, ${at}::timestamptz - n * interval '1 minute', 'bench'
    from generate_series(1, 5000) n`.execute(trx);
  await sql`insert into evidence_requirement (evidence_id, catalog_id, requirement_id)
    select e.id, r.catalog_id, r.id
    from (select id, row_number() over (order by id) as n from evidence where domain_id = ${domain}) e
    join (select catalog_id, id, row_number() over (order by position) as n from requirement
      where catalog_id = ${catalog} and not withdrawn) r on (r.n - e.n) % 400 = 0`.execute(trx);
  await sql`insert into evidence_target_object (evidence_id, target_object_id)
    select e.id, o.id
    from (select id, row_number() over (order by id) as n from evidence where domain_id = ${domain}) e
    join target_object o on o.domain_id = ${domain} and (substr(o.key, 2)::int - e.n) % 2500 = 0
    where e.n % 3 <> 0`.execute(trx);
}

async function insertAlerts(trx: Kysely<Database>, { tenant }: DomainKey, now: number): Promise<void> {
  await sql`insert into alert (id, tenant_id, dedup_key, rule_id, rule_title, rule_title_de, rule_level, rule_tags, state,
      close_reason, entity_type, entity_value, count, events_total, first_seen, last_seen, created_at, revision,
      created_revision)
    select gen_random_uuid(), ${tenant}, sha256(convert_to('alert' || n, 'UTF8')), 'regel-' || n % 300, 'Rule ' || n % 300,
      'Regel ' || n % 300, (array['low', 'medium', 'high', 'critical', 'informational'])[1 + n % 5],
      array['attack.t1110'], case when n > ${alerts - openAlerts}::int then 'new' else 'closed' end,
      case when n > ${alerts - openAlerts}::int then null else 'benign' end, 'host.name', 'srv-' || n % 2000, 1 + n % 40,
      1, at, at, at, v.value + n, v.value + n
    from generate_series(1, ${alerts}::int) n, alert_revision v,
      lateral (select ${new Date(now)}::timestamptz - (${alerts}::int - n) * interval '5 minutes' as at) x`.execute(
    trx,
  );
  await sql`update alert_revision set value = value + ${alerts}`.execute(trx);
  await sql`insert into alert_history (alert_id, tenant_id, at, by, from_state, to_state, reason)
    select id, tenant_id, last_seen, 'bench', 'new', 'closed', 'benign' from alert where state = 'closed'`.execute(
    trx,
  );
}

async function insertRecords(
  trx: Kysely<Database>,
  { tenant, domain }: DomainKey,
  now: number,
): Promise<void> {
  const at = new Date(now);
  await sql`insert into audit_trail (tenant_id, at, by, action, object, details)
    select ${tenant}, ${at}::timestamptz - n * interval '3 minutes', 'person' || n % 50,
      (array['session.login', 'alert.close', 'rule.change', 'evidence.view'])[1 + n % 4], 'object ' || n, '{}'
    from generate_series(1, ${trail}::int) n order by n desc`.execute(trx);
  await sql`insert into structure_history (tenant_id, domain_id, target_object_id, subject, action, at, by, old, new)
    select tenant_id, domain_id, id, 'target_object', 'create', ${at}, 'bench', null, '{}' from target_object
    where domain_id = ${domain}`.execute(trx);
  await sql`insert into incident_case (tenant_id, year, number, key, title, summary, severity, state, category,
      personal_data, opened_at, opened_by, closed_at, closed_by, version, updated_at, updated_by)
    select ${tenant}, 2026, n, 'V-2026-' || lpad(n::text, 4, '0'), 'Vorfall ' || n, '', 'medium',
      case when n % 5 = 0 then 'open' else 'closed' end, 'malware', 'unknown', ${at}::timestamptz - n * interval '1 day',
      'bench', case when n % 5 = 0 then null else ${at}::timestamptz end,
      case when n % 5 = 0 then null else 'bench' end, 1, ${at}, 'bench'
    from generate_series(1, 300) n`.execute(trx);
}
