import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Estimate, Risk, RiskLevel } from '../contract/risk.js';
import { levelsOf, riskState, type StatedRisk, signOffProblems } from '../isms/risk/stated-risk.js';
import { mustBeCurrent, notePlan, type PlanChange } from './plan-history.js';
import { getRiskMatrix } from './risk-matrix.js';
import type { RiskTable } from './risk-tables.js';
import { listRiskThreats } from './risk-threats.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';
import { getTargetObject } from './target-object-list.js';

/** @returns an object's risks, by the number of their threats */
export async function listRisks(db: Kysely<Database>, object: string): Promise<Risk[]> {
  const { tenant, domain } = await getTargetObject(db, object);
  const { cells } = await getRiskMatrix(db, { tenant, domain });
  const rows = await db
    .selectFrom('risk')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('target_object_id', '=', object)
    .execute();
  return rows
    .map((row) => toRisk(row, cells))
    .sort((a, b) => a.threat.localeCompare(b.threat, 'en', { numeric: true }));
}

/** @returns all risks of a domain, by the keys of their objects and the numbers of their threats */
export async function listDomainRisks(db: Kysely<Database>, { tenant, domain }: DomainKey): Promise<Risk[]> {
  const { cells } = await getRiskMatrix(db, { tenant, domain });
  const rows = await db
    .selectFrom('risk as r')
    .innerJoin('target_object as o', 'o.id', 'r.target_object_id')
    .selectAll('r')
    .where('r.tenant_id', '=', tenant)
    .where('r.domain_id', '=', domain)
    .orderBy(sql`o.key collate "C"`)
    .orderBy(sql`length(r.threat_id)`)
    .orderBy('r.threat_id')
    .execute();
  return rows.map((row) => toRisk(row, cells));
}

/** @throws GrundwachtError NOT_FOUND */
export async function getRisk(db: Kysely<Database>, id: string): Promise<Risk> {
  const row = await riskRow(db, id);
  return toRisk(row, (await getRiskMatrix(db, keyOf(row))).cells);
}

/**
 * Notes that threats are looked at for an object; those that are already stay as they are.
 * @param threats ids
 * @returns all of the object's risks
 * @throws GrundwachtError NOT_FOUND, VALIDATION for a threat that there is not
 */
export async function addRisks(
  trx: Transaction<Database>,
  object: string,
  threats: readonly string[],
  author: Author,
): Promise<Risk[]> {
  const { tenant, domain } = await getTargetObject(trx, object);
  const known = new Set((await listRiskThreats(trx, { tenant, domain })).map(({ id }) => id));
  const unknown = threats.findIndex((threat) => !known.has(threat));
  if (unknown >= 0) {
    throw new GrundwachtError('VALIDATION', {
      pointer: `/threats/${unknown}`,
      message: 'there is no threat {threat}',
      values: { threat: threats[unknown]! },
    });
  }
  const values = {
    tenant_id: tenant,
    domain_id: domain,
    target_object_id: object,
    relevance: 'direct',
    reason: '',
    treatment_note: '',
    owner: '',
    version: 1,
    updated_at: new Date(author.now),
    updated_by: author.by,
  } as const;
  const added = await trx
    .insertInto('risk')
    .values([...new Set(threats)].map((threat_id) => ({ ...values, threat_id })))
    .onConflict((conflict) => conflict.doNothing())
    .returning(['id', 'threat_id'])
    .execute();
  const changes = added.map(({ id, threat_id }): PlanChange => {
    const next = { target_object: object, threat: threat_id };
    return { subject: 'risk', action: 'create', id, old: null, new: next };
  });
  await notePlan(trx, { tenant, domain }, author, changes);
  return listRisks(trx, object);
}

/**
 * Says what a risk amounts to and what is done about it; a sign-off goes with any change.
 * @param stated normalised and without faults
 * @throws GrundwachtError NOT_FOUND, CONFLICT
 */
export async function updateRisk(
  trx: Transaction<Database>,
  id: string,
  version: number,
  stated: StatedRisk,
  author: Author,
): Promise<Risk> {
  const old = await lockedRisk(trx, id, version);
  const { before, after, ...columns } = stated;
  await trx
    .updateTable('risk')
    .set({
      ...columns,
      frequency_before: before?.frequency ?? null,
      damage_before: before?.damage ?? null,
      frequency_after: after?.frequency ?? null,
      damage_after: after?.damage ?? null,
      signed_by: null,
      signed_at: null,
      version: version + 1,
      updated_at: new Date(author.now),
      updated_by: author.by,
    })
    .where('id', '=', id)
    .execute();
  const next = await getRisk(trx, id);
  const { target_object, threat } = old.risk;
  const about = { target_object, threat };
  const change = { subject: 'risk', action: 'change', id, old: { ...about, ...statedOf(old.risk) } } as const;
  await notePlan(trx, old.key, author, [{ ...change, new: { ...about, ...stated } }]);
  return next;
}

/**
 * Signs a risk: what is left of it is accepted (BSI-Standard 200-3, 6.1).
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION when something is missing
 */
export async function signRisk(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<Risk> {
  const { risk, key } = await lockedRisk(trx, id, version);
  const problems = signOffProblems(statedOf(risk));
  if (problems.length > 0) throw new GrundwachtError('VALIDATION', problems);
  await trx
    .updateTable('risk')
    .set({
      signed_by: author.by,
      signed_at: new Date(author.now),
      version: version + 1,
      updated_at: new Date(author.now),
      updated_by: author.by,
    })
    .where('id', '=', id)
    .execute();
  const { target_object, threat, risk_before, risk_after } = risk;
  const signed = { target_object, threat, risk_before, risk_after };
  await notePlan(trx, key, author, [{ subject: 'risk', action: 'sign', id, old: null, new: signed }]);
  return getRisk(trx, id);
}

/** @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function deleteRisk(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const { risk, key } = await lockedRisk(trx, id, version);
  await trx.deleteFrom('risk').where('id', '=', id).execute();
  await notePlan(trx, key, author, [{ subject: 'risk', action: 'delete', id, old: risk, new: null }]);
}

async function lockedRisk(
  trx: Transaction<Database>,
  id: string,
  version: number,
): Promise<{ risk: Risk; key: DomainKey }> {
  await sql`select from risk where id = ${id} for update`.execute(trx);
  const row = await riskRow(trx, id);
  mustBeCurrent({ message: 'the risk of {threat}', values: { threat: row.threat_id } }, row.version, version);
  const key = keyOf(row);
  return { risk: toRisk(row, (await getRiskMatrix(trx, key)).cells), key };
}

async function riskRow(db: Kysely<Database>, id: string): Promise<Selectable<RiskTable>> {
  const row = await db.selectFrom('risk').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no risk {id}', values: { id } });
  return row;
}

const keyOf = ({ tenant_id, domain_id }: Selectable<RiskTable>): DomainKey => ({
  tenant: tenant_id,
  domain: domain_id,
});

function statedOf({ relevance, reason, before, treatment, treatment_note, after, owner }: Risk): StatedRisk {
  return { relevance, reason, before, treatment, treatment_note, after, owner };
}

function toRisk(row: Selectable<RiskTable>, cells: readonly (readonly RiskLevel[])[]): Risk {
  const estimate = (frequency: Estimate['frequency'] | null, damage: Estimate['damage'] | null) =>
    frequency === null || damage === null ? null : { frequency, damage };
  const stated = {
    relevance: row.relevance,
    reason: row.reason,
    before: estimate(row.frequency_before, row.damage_before),
    treatment: row.treatment,
    treatment_note: row.treatment_note,
    after: estimate(row.frequency_after, row.damage_after),
    owner: row.owner,
  };
  const levels = levelsOf(cells, stated);
  return {
    id: row.id,
    target_object: row.target_object_id,
    threat: row.threat_id,
    ...stated,
    risk_before: levels.before,
    risk_after: levels.after,
    state: riskState(stated, row.signed_by !== null),
    signed_by: row.signed_by,
    signed_at: row.signed_at?.toISOString() ?? null,
    version: row.version,
    updated_at: row.updated_at.toISOString(),
    updated_by: row.updated_by,
  };
}
