import type { Kysely, Transaction } from 'kysely';
import { dayOf, plusDays } from '../../contract/german-day.js';
import type { NewMeasure } from '../../contract/plan.js';
import { normaliseAudit, normaliseFinding, normaliseStatement } from '../../isms/iso/stated.js';
import { normaliseMeasure } from '../../isms/plan/stated-measure.js';
import { normaliseRisk } from '../../isms/risk/stated-risk.js';
import { createAudit } from '../../store/audit-programme.js';
import { takeCheckSnapshots } from '../../store/check-snapshots.js';
import { defaultCatalog, findDomain } from '../../store/domains.js';
import { createFinding } from '../../store/findings.js';
import { createMeasure } from '../../store/measures.js';
import { addRisks, signRisk, updateRisk } from '../../store/risks.js';
import { setStatement } from '../../store/soa.js';
import type { DomainKey } from '../../store/structure-history.js';
import type { Database } from '../../store/tables.js';
import { objectsByKey } from '../../store/target-object-bulk.js';
import { fillCases } from './fill-cases.js';
import { fillCheck, fillModelling } from './fill-check.js';
import { fillFirstStep, fillMove } from './fill-editions.js';
import { fillPlan } from './fill-plan.js';
import type { Filling } from './filling.js';
import { demoAudits, demoStatements } from './security-process/iso.js';
import { demoRisks } from './security-process/risks.js';

/** How far the sample city has come. */
export interface SecurityProcess {
  /** Accepted in the modelling. */
  bausteine: number;
  answers: number;
  /** Of the plan that are not closed. */
  measures: number;
  risks: number;
}

/**
 * Takes the sample city through modelling, check, risk analysis, plan, Statement of Applicability and audits, unless
 * somebody has begun them already or the Kompendium is not installed.
 * @param tenant with the city's target objects
 * @returns what is there afterwards
 */
export async function fillSecurityProcess(
  db: Kysely<Database>,
  tenant: string,
  now: number,
): Promise<SecurityProcess> {
  const counts = await db.transaction().execute(async (trx) => {
    const key = await findDomain(trx, tenant, undefined);
    if (await isFresh(trx, key)) await fill(trx, key, now);
    return countsOf(trx, key);
  });
  await takeCheckSnapshots(db, now, tenant);
  return counts;
}

async function fill(trx: Transaction<Database>, key: DomainKey, now: number): Promise<void> {
  const objects = await objectsByKey(trx, key);
  const filling: Filling = {
    trx,
    key,
    author: { by: 'demo', now },
    objects: [...objects.values()],
    idOf: (name) => (name === null ? name : (objects.get(name)!.id as typeof name)),
    day: (inDays) => plusDays(dayOf(now), inDays),
  };
  await fillFirstStep(filling);
  await fillModelling(filling);
  await fillCheck(filling);
  await fillRisks(filling);
  await fillAudits(filling);
  await fillPlan(filling);
  for (const { control, statement } of demoStatements) {
    await setStatement(trx, key, control, 0, normaliseStatement(statement), filling.author);
  }
  await fillMove(filling);
  await fillCases(filling);
}

async function countsOf(trx: Transaction<Database>, { tenant, domain }: DomainKey): Promise<SecurityProcess> {
  const count = (table: 'assessment' | 'risk' | 'baustein_assignment' | 'measure') =>
    trx
      .selectFrom(table)
      .select((eb) => eb.fn.countAll<string>().as('count'))
      .where('tenant_id', '=', tenant)
      .where('domain_id', '=', domain);
  const number = async (query: ReturnType<typeof count>) =>
    Number((await query.executeTakeFirstOrThrow()).count);
  return {
    bausteine: await number(count('baustein_assignment').where('state', '=', 'accepted')),
    answers: await number(count('assessment')),
    measures: await number(count('measure').where('closed_at', 'is', null)),
    risks: await number(count('risk')),
  };
}

async function isFresh(trx: Transaction<Database>, { tenant, domain }: DomainKey): Promise<boolean> {
  const installed = await trx
    .selectFrom('baustein')
    .select('id')
    .where('catalog_id', '=', defaultCatalog)
    .execute();
  if (installed.length === 0) return false;
  for (const table of ['assessment', 'risk', 'audit'] as const) {
    const row = await trx
      .selectFrom(table)
      .select('id')
      .where('tenant_id', '=', tenant)
      .where('domain_id', '=', domain)
      .limit(1)
      .executeTakeFirst();
    if (row !== undefined) return false;
  }
  return true;
}

async function fillRisks({ trx, key, author, idOf }: Filling): Promise<void> {
  for (const { on, threat, risk, signed, measure } of demoRisks) {
    const all = await addRisks(trx, idOf(on), [threat], author);
    let stored = all.find((each) => each.threat === threat)!;
    if (risk) stored = await updateRisk(trx, stored.id, stored.version, normaliseRisk(risk), author);
    if (signed) await signRisk(trx, stored.id, stored.version, author);
    if (measure) await createMeasure(trx, key, normaliseMeasure(measure), { risk: stored.id }, author);
  }
}

async function fillAudits({ trx, key, author, idOf, day }: Filling): Promise<void> {
  for (const { audit, from, to, findings } of demoAudits) {
    const dated = { ...audit, starts: day(from), ends: day(to) };
    const { id } = await createAudit(trx, key, normaliseAudit(dated), author);
    for (const { finding, on, measure, inDays } of findings) {
      const about = { ...finding, target_object: on === undefined ? null : idOf(on) };
      const stored = await createFinding(trx, id, normaliseFinding(about), author);
      if (measure === undefined) continue;
      const input: NewMeasure = { ...measure, ...(inDays !== undefined && { deadline: day(inDays) }) };
      await createMeasure(trx, key, normaliseMeasure(input), { finding: stored.id }, author);
    }
  }
}
