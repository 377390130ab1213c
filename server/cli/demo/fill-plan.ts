import type { Kysely, Transaction } from 'kysely';
import type { NewMeasure } from '../../contract/plan.js';
import { normaliseAudit, normaliseFinding, normaliseStatement } from '../../isms/iso/stated.js';
import { normaliseMeasure } from '../../isms/plan/stated-measure.js';
import { normaliseRisk } from '../../isms/risk/stated-risk.js';
import { setAssessment } from '../../store/assessments.js';
import { addAssignment, decideAssignment, listAssignments } from '../../store/assignments.js';
import { createAudit } from '../../store/audit-programme.js';
import { defaultCatalog, findDomain } from '../../store/domains.js';
import { createFinding } from '../../store/findings.js';
import { dayOf } from '../../store/measure-list.js';
import { createMeasure } from '../../store/measures.js';
import { addRisks, signRisk, updateRisk } from '../../store/risks.js';
import { setStatement } from '../../store/soa.js';
import type { Author, DomainKey } from '../../store/structure-history.js';
import type { Database } from '../../store/tables.js';
import { objectsByKey } from '../../store/target-object-bulk.js';
import { demoAnswers, demoAudits, demoBausteine, demoRisks, demoStatements } from './security-process.js';

const dayMs = 86_400_000;

interface Filling {
  trx: Transaction<Database>;
  key: DomainKey;
  author: Author;
  /** Id of a target object by its key. */
  idOf(key: string): string;
  /** `YYYY-MM-DD` in so many days. */
  day(inDays: number): string;
}

/**
 * Begins the sample city's check, risk analysis, plan and audits, unless somebody has begun them already or the
 * Kompendium is not installed.
 * @param tenant with the city's target objects
 * @returns whether it was begun now
 */
export async function fillPlan(db: Kysely<Database>, tenant: string, now: number): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const key = await findDomain(trx, tenant, undefined);
    if (!(await isFresh(trx, key))) return false;
    const objects = await objectsByKey(trx, key);
    const filling: Filling = {
      trx,
      key,
      author: { by: 'demo', now },
      idOf: (name) => objects.get(name)!.id,
      day: (inDays) => dayOf(now + inDays * dayMs),
    };
    await fillCheck(filling);
    await fillRisks(filling);
    await fillAudits(filling);
    for (const { control, statement } of demoStatements) {
      await setStatement(trx, key, control, 0, normaliseStatement(statement), filling.author);
    }
    return true;
  });
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

async function fillCheck({ trx, key, author, idOf, day }: Filling): Promise<void> {
  for (const { baustein, on } of demoBausteine) {
    const target_object = on === null ? null : idOf(on);
    const [there] = await listAssignments(trx, key, defaultCatalog, { baustein, object: target_object });
    if (there === undefined) {
      const input = { baustein, target_object, state: 'accepted' } as const;
      await addAssignment(trx, key, defaultCatalog, input, author);
    } else if (there.state !== 'accepted') {
      await decideAssignment(trx, there.id, { state: 'accepted', version: there.version }, author);
    }
  }
  for (const { requirement, on, answer, inDays } of demoAnswers) {
    const change = {
      requirement,
      target_object: on === null ? null : idOf(on),
      version: 0,
      assessor: 'ISB',
      assessed_on: day(0),
      ...answer,
      ...(inDays !== undefined && { due: day(inDays) }),
    };
    await setAssessment(trx, key, defaultCatalog, change, author);
  }
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
