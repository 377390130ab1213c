import { sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Finding } from '../contract/iso.js';
import { findingProblems, type StatedFinding } from '../isms/iso/stated.js';
import { getFinding } from './finding-list.js';
import { mustBeCurrent, notePlan } from './plan-history.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

const foreignKeyViolation = '23503';

/**
 * Adds a finding under the next number of its audit.
 * @param audit id
 * @param stated normalised
 * @throws GrundwachtError NOT_FOUND, VALIDATION
 */
export async function createFinding(
  trx: Transaction<Database>,
  audit: string,
  stated: StatedFinding,
  author: Author,
): Promise<Finding> {
  const { rows } = await sql<DomainKey>`
    select tenant_id as tenant, domain_id as domain from audit where id = ${audit} for update`.execute(trx);
  const [key] = rows;
  if (key === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no audit {audit}', values: { audit } });
  refuse(stated, { all: 0, open: 0 });
  const { id } = await trx
    .insertInto('finding')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      audit_id: audit,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from finding where audit_id = ${audit})`,
      version: 1,
      ...columnsOf(stated, undefined, author),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
    .catch(foreignObject);
  await notePlan(trx, key, author, [{ subject: 'finding', action: 'create', id, old: null, new: stated }]);
  return getFinding(trx, id);
}

/**
 * @param stated normalised
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION, also when it is closed before its corrective actions are
 */
export async function updateFinding(
  trx: Transaction<Database>,
  id: string,
  version: number,
  stated: StatedFinding,
  author: Author,
): Promise<Finding> {
  const { key, finding } = await lockedFinding(trx, id, version);
  refuse(stated, finding.measures);
  await trx
    .updateTable('finding')
    .set({ ...columnsOf(stated, finding, author), version: version + 1 })
    .where('id', '=', id)
    .execute()
    .catch(foreignObject);
  const change = { subject: 'finding', action: 'change', id } as const;
  await notePlan(trx, key, author, [{ ...change, old: statedOf(finding), new: stated }]);
  return getFinding(trx, id);
}

/**
 * Deletes a finding with its corrective actions.
 * @throws GrundwachtError NOT_FOUND, CONFLICT
 */
export async function deleteFinding(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const { key, finding } = await lockedFinding(trx, id, version);
  await trx.deleteFrom('finding').where('id', '=', id).execute();
  await notePlan(trx, key, author, [{ subject: 'finding', action: 'delete', id, old: finding, new: null }]);
}

async function lockedFinding(
  trx: Transaction<Database>,
  id: string,
  version: number,
): Promise<{ key: DomainKey; finding: Finding }> {
  const { rows } = await sql<DomainKey>`
    select tenant_id as tenant, domain_id as domain from finding where id = ${id} for update`.execute(trx);
  const finding = await getFinding(trx, id);
  mustBeCurrent(
    { message: 'the finding {number}', values: { number: finding.number } },
    finding.version,
    version,
  );
  return { key: rows[0]!, finding };
}

function refuse(stated: StatedFinding, measures: Finding['measures']): void {
  const problems = findingProblems(stated, measures);
  if (problems.length === 0) return;
  throw new GrundwachtError('VALIDATION', problems);
}

function foreignObject(error: { code?: string; constraint?: string }): never {
  if (error.code !== foreignKeyViolation) throw error;
  throw new GrundwachtError('VALIDATION', {
    pointer: '/target_object',
    message: 'the domain has no such target object',
  });
}

function columnsOf({ closed, ...stated }: StatedFinding, before: Finding | undefined, { by, now }: Author) {
  const { target_object, ...values } = stated;
  const at = new Date(now);
  return {
    ...values,
    target_object_id: target_object,
    closed_by: closed ? (before?.closed_by ?? by) : null,
    closed_at: closed ? (before?.closed_at ? new Date(before.closed_at) : at) : null,
    updated_at: at,
    updated_by: by,
  };
}

function statedOf({
  kind,
  title,
  description,
  control,
  target_object,
  cause,
  closed,
  verification,
}: Finding): StatedFinding {
  return { kind, title, description, control, target_object, cause, closed, verification };
}
