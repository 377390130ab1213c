import type { Selectable, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { IncidentCaseTable } from './case-tables.js';
import type { CaseKey } from './case-timeline.js';
import { mustBeCurrent } from './plan-history.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';

export type CaseRow = Selectable<IncidentCaseTable>;

/** @returns a case that is not closed, locked. @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function openCase(
  trx: Transaction<Database>,
  id: string,
): Promise<{ key: CaseKey; row: CaseRow }> {
  const found = await lockedCase(trx, id, undefined);
  if (found.row.state === 'closed')
    throw new GrundwachtError('CONFLICT', {
      message: 'the case {key} is closed; open it anew first',
      values: { key: found.row.key },
    });
  return found;
}

/** @param version that the change is based on; undefined: on none. @throws GrundwachtError NOT_FOUND, CONFLICT */
export async function lockedCase(
  trx: Transaction<Database>,
  id: string,
  version: number | undefined,
): Promise<{ key: CaseKey; row: CaseRow }> {
  const row = await trx
    .selectFrom('incident_case')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no case {id}', values: { id } });
  if (version !== undefined)
    mustBeCurrent({ message: 'the case {key}', values: { key: row.key } }, row.version, version);
  return { key: { tenant: row.tenant_id, case: id }, row };
}

/** Notes that something of the case was changed which has no version of its own. */
export async function touchCase(
  trx: Transaction<Database>,
  key: CaseKey,
  { by, now }: Author,
): Promise<void> {
  await trx
    .updateTable('incident_case')
    .set({ updated_at: new Date(now), updated_by: by })
    .where('id', '=', key.case)
    .execute();
}
