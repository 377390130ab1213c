import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Statement, StatementDetail } from '../contract/iso.js';
import type { DerivedState } from '../isms/iso/derive-state.js';
import type { StatedControl } from '../isms/iso/stated.js';
import { mustBeCurrent, notePlan } from './plan-history.js';
import type { StatementTable } from './risk-tables.js';
import { annexA, basisOf, derivedStates } from './soa-derived.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * The Statement of Applicability (ISO/IEC 27001:2022, 6.1.3 d): every control of Annex A. What nobody said anything of
 * is applicable.
 * @returns in the order of Annex A; empty when it is not installed
 */
export async function listStatements(db: Kysely<Database>, key: DomainKey): Promise<Statement[]> {
  const controls = await annexControls(db);
  const { byControl } = await derivedStates(
    db,
    key,
    controls.map(({ id }) => id),
  );
  const stated = new Map((await statedRows(db, key)).map((row) => [row.control_id, row]));
  return controls.map((control) => toStatement(control, stated.get(control.id), byControl.get(control.id)));
}

/**
 * @returns a control's statement with what its derived state comes from
 * @throws GrundwachtError NOT_FOUND
 */
export async function getStatement(
  db: Kysely<Database>,
  key: DomainKey,
  id: string,
): Promise<StatementDetail> {
  const controls = await annexControls(db);
  const control = controls.find((each) => each.id === id);
  if (control === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'Annex A has no control {id}', values: { id } });
  const derived = await derivedStates(db, key, [id]);
  const [row] = await statedRows(db, key, id);
  return {
    ...toStatement(control, row, derived.byControl.get(id)),
    basis: await basisOf(db, derived, id),
  };
}

/**
 * Says whether a control is applied, why, and perhaps its state.
 * @param version that the change was made from; 0: nobody said anything yet
 * @param stated normalised and without faults
 * @throws GrundwachtError NOT_FOUND, CONFLICT
 */
export async function setStatement(
  trx: Transaction<Database>,
  key: DomainKey,
  id: string,
  version: number,
  stated: StatedControl,
  author: Author,
): Promise<StatementDetail> {
  await sql`select pg_advisory_xact_lock(hashtext(${`statement ${key.domain} ${id}`}))`.execute(trx);
  const before = await getStatement(trx, key, id);
  mustBeCurrent({ message: 'the control {id}', values: { id } }, before.version, version);
  const { override, ...columns } = stated;
  const values = {
    ...columns,
    override_state: override?.state ?? null,
    override_reason: override?.reason ?? null,
    version: version + 1,
    updated_at: new Date(author.now),
    updated_by: author.by,
  };
  await trx
    .insertInto('statement_of_applicability')
    .values({ tenant_id: key.tenant, domain_id: key.domain, control_id: id, ...values })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'domain_id', 'control_id']).doUpdateSet(values))
    .execute();
  const { applicable, grounds, justification, responsible } = before;
  const old = { applicable, grounds, justification, override: before.override, responsible };
  await notePlan(trx, key, author, [
    {
      subject: 'statement',
      id,
      action: version === 0 ? 'create' : 'change',
      old: version === 0 ? null : old,
      new: stated,
    },
  ]);
  return getStatement(trx, key, id);
}

interface AnnexControl {
  id: string;
  title: string;
  title_de: string | null;
}

function annexControls(db: Kysely<Database>): Promise<AnnexControl[]> {
  return db
    .selectFrom('requirement')
    .select(['id', 'title', 'title_de'])
    .where('catalog_id', '=', annexA)
    .where('withdrawn', '=', false)
    .orderBy('position')
    .execute();
}

function statedRows(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  control?: string,
): Promise<Selectable<StatementTable>[]> {
  let query = db
    .selectFrom('statement_of_applicability')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain);
  if (control !== undefined) query = query.where('control_id', '=', control);
  return query.execute();
}

function toStatement(
  control: AnnexControl,
  row: Selectable<StatementTable> | undefined,
  derived: DerivedState | undefined,
): Statement {
  const { id, title, title_de } = control;
  const override =
    row?.override_state == null ? null : { state: row.override_state, reason: row.override_reason ?? '' };
  return {
    control: id,
    title,
    title_de,
    applicable: row?.applicable ?? true,
    grounds: row?.grounds ?? [],
    justification: row?.justification ?? '',
    responsible: row?.responsible ?? '',
    state: override?.state ?? derived?.state ?? 'open',
    derived: derived === undefined ? null : derivedOf(derived),
    override,
    version: row?.version ?? 0,
    updated_at: row?.updated_at.toISOString() ?? null,
    updated_by: row?.updated_by ?? null,
  };
}

function derivedOf({ state, contradictory, grounds }: DerivedState): Statement['derived'] {
  const certain = grounds.filter((ground) => ground.state !== 'unconfirmed');
  return {
    state,
    contradictory,
    mapped: certain.length,
    assessed: certain.filter(({ status }) => status !== 'open').length,
    uncertain: grounds.length - certain.length,
  };
}
