import { type Kysely, sql } from 'kysely';
import { zone } from '../contract/german-day.js';
import type { Damage, Estimate, Frequency } from '../contract/risk.js';
import type { MeasureRow, RiskRow } from '../isms/report/rows.js';
import { levelsOf } from '../isms/risk/stated-risk.js';
import { ofObject, type ReportScope, withinBaustein } from './report-frame.js';
import { getRiskMatrix } from './risk-matrix.js';
import type { Database } from './tables.js';

/** @returns the risks of a domain with the measures against them, by target object and threat */
export async function reportRisks(db: Kysely<Database>, scope: ReportScope): Promise<RiskRow[]> {
  const { cells } = await getRiskMatrix(db, scope);
  const { rows } = await sql<Omit<RiskRow, 'riskBefore' | 'riskAfter'>>`
    select o.key as object, o.name as "objectName", k.threat_id as threat,
      coalesce(t.title, w.title, '') as "threatTitle", k.relevance, k.reason, k.frequency_before as frequency,
      k.damage_before as damage, k.treatment, k.treatment_note as note, k.frequency_after as "frequencyAfter",
      k.damage_after as "damageAfter", k.owner, coalesce(k.signed_by, '') as "signedBy",
      (k.signed_at at time zone ${zone})::date::text as "signedOn",
      coalesce((select string_agg(nullif(m.title, ''), '; ' order by m.priority, m.id) from measure m
        where m.risk_id = k.id), '') as measures
    from risk k
    join target_object o on o.id = k.target_object_id
    left join elementary_threat t on t.catalog_id = ${scope.catalog} and t.id = k.threat_id
    left join own_threat w on w.tenant_id = k.tenant_id and w.domain_id = k.domain_id
      and k.threat_id = 'G z.' || w.number
    where k.tenant_id = ${scope.tenant} and k.domain_id = ${scope.domain}
      and ${ofObject('k.target_object_id', scope.options.target_object)}
    order by o.key collate "C", (regexp_match(k.threat_id, '^G ([0-9z]+)'))[1],
      (regexp_match(k.threat_id, '([0-9]+)$'))[1]::int`.execute(db);
  return rows.map((row) => {
    const { before, after } = levelsOf(cells, {
      before: estimate(row.frequency, row.damage),
      treatment: row.treatment,
      after: estimate(row.frequencyAfter, row.damageAfter),
    });
    return { ...row, riskBefore: before, riskAfter: after };
  });
}

function estimate(frequency: Frequency | null, damage: Damage | null): Estimate | null {
  return frequency === null || damage === null ? null : { frequency, damage };
}

/** @returns what the plan holds: all that is to be done, every gap of the check, and what was accepted; by priority */
export async function reportMeasures(db: Kysely<Database>, scope: ReportScope): Promise<MeasureRow[]> {
  const { tenant, domain, options } = scope;
  const object = 'coalesce(m.target_object_id, k.target_object_id, f.target_object_id)';
  const { rows } = await sql<MeasureRow>`
    select m.origin, coalesce(o.key, '') as object, coalesce(o.name, '') as "objectName",
      coalesce(m.baustein_id, '') as baustein,
      coalesce(m.requirement_id, k.threat_id, nullif(f.control, ''), '') as requirement,
      coalesce(nullif(m.title, ''), r.title, f.title, t.title, '') as title, m.description, m.level,
      m.check_status as "checkStatus", m.priority, m.responsible, m.deadline::text as deadline,
      m.cost_once as "costOnce", m.cost_yearly as "costYearly", m.state, m.reason,
      coalesce(m.accepted_by, '') as "signedBy", (m.accepted_at at time zone ${zone})::date::text as "signedOn"
    from measure m
    left join requirement r on r.catalog_id = m.catalog_id and r.id = m.requirement_id
    left join risk k on k.id = m.risk_id
    left join elementary_threat t on t.catalog_id = ${scope.catalog} and t.id = k.threat_id
    left join finding f on f.id = m.finding_id
    left join target_object o on o.id = ${sql.raw(object)}
    where m.tenant_id = ${tenant} and m.domain_id = ${domain}
      and (m.closed_at is null or m.state = 'accepted' or m.check_status in ('partial', 'no'))
      and ${options.baustein === undefined ? sql`true` : withinBaustein('m.baustein_id', options.baustein)}
      and ${options.target_object === undefined ? sql`true` : sql`o.id = ${options.target_object}::uuid`}
    order by m.priority, m.deadline nulls last, o.key collate "C" nulls first, m.requirement_id, m.id`.execute(
    db,
  );
  return rows;
}
