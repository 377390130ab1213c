import { type Kysely, sql, type Transaction } from 'kysely';
import type { RiskLevel, RiskMatrix, RiskMatrixInput } from '../contract/risk.js';
import { damages, frequencies } from '../contract/risk.js';
import { defaultMatrix } from '../isms/risk/matrix.js';
import { coverRows, type RowKey, type RowsLeaf } from './covered-rows.js';
import { lockDomain } from './domains.js';
import { mustBeCurrent, notePlan } from './plan-history.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** @returns a domain's matrix; the default with version 0 as long as nobody changed it */
export async function getRiskMatrix(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
): Promise<RiskMatrix> {
  const row = await db
    .selectFrom('risk_matrix')
    .select(['cells', 'frequencies', 'damages', 'version', 'updated_at', 'updated_by'])
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .executeTakeFirst();
  if (row === undefined) return { ...defaultMatrix, version: 0, updated_at: null, updated_by: null };
  return { ...row, updated_at: row.updated_at.toISOString() };
}

/**
 * Changes a domain's matrix. Whoever signed a risk signed a level: where that changes, the sign-off goes.
 * @param version that the change was made from; 0: the default
 * @param input without faults
 * @throws GrundwachtError CONFLICT
 */
export async function setRiskMatrix(
  trx: Transaction<Database>,
  key: DomainKey,
  version: number,
  input: RiskMatrixInput,
  author: Author,
): Promise<RiskMatrix> {
  await lockDomain(trx, key);
  const current = await getRiskMatrix(trx, key);
  mustBeCurrent({ message: 'the matrix' }, current.version, version);
  const values = {
    cells: JSON.stringify(input.cells),
    frequencies: JSON.stringify(input.frequencies),
    damages: JSON.stringify(input.damages),
    version: version + 1,
    updated_at: new Date(author.now),
    updated_by: author.by,
  };
  await trx
    .insertInto('risk_matrix')
    .values({ tenant_id: key.tenant, domain_id: key.domain, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'domain_id']).doUpdateSet(values))
    .execute();
  await withdrawSignatures(trx, key, changedCells(current.cells, input.cells), author);
  const change = { subject: 'risk_matrix', action: 'change', id: key.domain } as const;
  await notePlan(trx, key, author, [{ ...change, old: current, new: input }]);
  return getRiskMatrix(trx, key);
}

interface Cell {
  frequency: string;
  damage: string;
}

function changedCells(before: readonly RiskLevel[][], after: readonly RiskLevel[][]): Cell[] {
  return damages.flatMap((damage, row) =>
    frequencies.flatMap((frequency, column) =>
      before[row]![column] === after[row]![column] ? [] : [{ frequency, damage }],
    ),
  );
}

async function withdrawSignatures(
  trx: Transaction<Database>,
  key: DomainKey,
  cells: readonly Cell[],
  { by, now }: Author,
): Promise<void> {
  const { rows } = await sql<{ id: string; version: number }>`
    update risk r set signed_by = null, signed_at = null, version = version + 1, updated_at = ${new Date(now)},
      updated_by = ${by}
    from (select distinct id from risk
      join jsonb_to_recordset(${JSON.stringify(cells)}::jsonb) as c(frequency text, damage text)
        on (c.frequency, c.damage) in ((frequency_before, damage_before), (frequency_after, damage_after))
      where tenant_id = ${key.tenant} and domain_id = ${key.domain} and signed_by is not null) changed
    where r.id = changed.id
    returning r.id, r.version`.execute(trx);
  await coverRows(
    trx,
    rows.map(({ id, version }): RowsLeaf => {
      const risk: RowKey = { table: 'risk', key: { id } };
      return { tenantId: key.tenant, kind: 'sign-off', reference: `risk ${id}/${version}`, rows: [risk] };
    }),
  );
}
