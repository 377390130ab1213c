import type { Kysely, Selectable, Transaction } from 'kysely';
import type { OwnDeadline, OwnDeadlineInput } from '../contract/case-duty.js';
import { GrundwachtError } from '../contract/errors.js';
import { mustBeCurrent } from './plan-history.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

const uniqueViolation = '23505';

/** @returns the deadlines that a tenant set itself, by name */
export async function listDeadlines(db: Kysely<Database>, tenant: string): Promise<OwnDeadline[]> {
  const rows = await db
    .selectFrom('case_deadline')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('name')
    .execute();
  return rows.map(toDeadline);
}

/** @throws GrundwachtError ALREADY_EXISTS */
export async function createDeadline(
  trx: Transaction<Database>,
  tenant: string,
  input: OwnDeadlineInput,
  { by, now }: Author,
): Promise<OwnDeadline> {
  const row = await trx
    .insertInto('case_deadline')
    .values({
      tenant_id: tenant,
      ...input,
      version: 1,
      created_at: new Date(now),
      updated_at: new Date(now),
      updated_by: by,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'name']).doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw nameTaken(input.name);
  return toDeadline(row);
}

/** What was decided of it in a case before stays as it was. @throws GrundwachtError NOT_FOUND, CONFLICT, ALREADY_EXISTS */
export async function changeDeadline(
  trx: Transaction<Database>,
  id: string,
  version: number,
  input: OwnDeadlineInput,
  { by, now }: Author,
): Promise<OwnDeadline> {
  const old = await trx
    .selectFrom('case_deadline')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (old === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no deadline {id}', values: { id } });
  mustBeCurrent({ message: 'the deadline "{name}"', values: { name: old.name } }, old.version, version);
  const row = await trx
    .updateTable('case_deadline')
    .set({ ...input, version: version + 1, updated_at: new Date(now), updated_by: by })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch((error: { code?: string }) => {
      throw error.code === uniqueViolation ? nameTaken(input.name) : error;
    });
  return toDeadline(row);
}

const nameTaken = (name: string) =>
  new GrundwachtError('ALREADY_EXISTS', {
    pointer: '/name',
    message: 'there is a deadline "{name}" already',
    values: { name },
  });

const toDeadline = ({
  tenant_id,
  created_at: _created,
  updated_at,
  ...row
}: Selectable<Database['case_deadline']>): OwnDeadline => ({
  ...row,
  tenant: tenant_id,
  updated_at: updated_at.toISOString(),
});
