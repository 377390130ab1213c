import { type Kysely, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import {
  type Measure,
  type MeasureBulk,
  type MeasureOrigin,
  type MeasureState,
  openStates,
} from '../contract/plan.js';
import { priorityOfFinding, priorityOfOwn, priorityOfRisk } from '../isms/plan/priority.js';
import { measureProblems, type StatedMeasure } from '../isms/plan/stated-measure.js';
import { getFinding } from './finding-list.js';
import { getMeasure } from './measure-list.js';
import { orderMeasure } from './measure-order.js';
import { mustBeCurrent, notePlan } from './plan-history.js';
import { listRiskThreats } from './risk-threats.js';
import { getRisk } from './risks.js';
import type { Author, DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/** What a measure is for; neither: somebody's own idea. */
export interface MeasureSource {
  risk?: string | undefined;
  finding?: string | undefined;
}

const isOpen = (state: MeasureState): boolean => openStates.some((each) => each === state);

/**
 * Adds a measure; its priority follows from what it is for.
 * @param stated normalised
 * @throws GrundwachtError VALIDATION for faults, two sources, or one that is not of this domain
 */
export async function createMeasure(
  trx: Transaction<Database>,
  key: DomainKey,
  stated: StatedMeasure,
  source: MeasureSource,
  author: Author,
): Promise<Measure> {
  const { origin, title, priority } = await sourceOf(trx, key, source);
  const values = { ...stated, title: stated.title === '' ? title : stated.title };
  refuse(values, origin, undefined);
  const { id } = await trx
    .insertInto('measure')
    .values({
      tenant_id: key.tenant,
      domain_id: key.domain,
      origin,
      risk_id: source.risk ?? null,
      finding_id: source.finding ?? null,
      derived_priority: priority,
      created_at: new Date(author.now),
      version: 1,
      ...columnsOf(values, undefined, author),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await orderMeasure(trx, key, id, values.after);
  await notePlan(trx, key, author, [{ subject: 'measure', action: 'create', id, old: null, new: values }]);
  return getMeasure(trx, id);
}

/**
 * @param stated normalised; a title that is left out stays that of what the measure comes from
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION for faults
 */
export async function updateMeasure(
  trx: Transaction<Database>,
  id: string,
  version: number,
  stated: StatedMeasure,
  author: Author,
): Promise<Measure> {
  const { key, measure } = await lockedMeasure(trx, id, version);
  refuse(stated, measure.origin, measure.requirement?.level);
  await trx
    .updateTable('measure')
    .set({ ...columnsOf(stated, measure, author), version: version + 1 })
    .where('id', '=', id)
    .execute();
  await orderMeasure(trx, key, id, stated.after);
  const next = await getMeasure(trx, id);
  const change = { subject: 'measure', action: 'change', id } as const;
  await notePlan(trx, key, author, [{ ...change, old: statedOf(measure), new: statedOf(next) }]);
  return next;
}

/**
 * Makes the same change of several measures, or of none.
 * @returns how many were changed
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION
 */
export async function updateMeasures(
  trx: Transaction<Database>,
  { measures, ...change }: MeasureBulk,
  author: Author,
): Promise<number> {
  // In the order of their ids: two such changes wait for each other and do not lock each other out.
  for (const { id, version } of measures.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const { measure } = await lockedMeasure(trx, id, version);
    await updateMeasure(trx, id, version, { ...statedOf(measure), ...defined(change) }, author);
  }
  return measures.length;
}

/**
 * Deletes a measure that a person has added.
 * @throws GrundwachtError NOT_FOUND, CONFLICT, STILL_IN_USE when the check has a gap there
 */
export async function deleteMeasure(
  trx: Transaction<Database>,
  id: string,
  version: number,
  author: Author,
): Promise<void> {
  const { key, measure } = await lockedMeasure(trx, id, version);
  if (measure.origin === 'check') {
    throw new GrundwachtError('STILL_IN_USE', 'every gap of the check is in the plan; assess it anew');
  }
  await trx.deleteFrom('measure').where('id', '=', id).execute();
  await notePlan(trx, key, author, [{ subject: 'measure', action: 'delete', id, old: measure, new: null }]);
}

async function lockedMeasure(
  trx: Transaction<Database>,
  id: string,
  version: number,
): Promise<{ key: DomainKey; measure: Measure }> {
  const { rows } = await sql<{ tenant: string; domain: string }>`
    select tenant_id as tenant, domain_id as domain from measure where id = ${id} for update`.execute(trx);
  const measure = await getMeasure(trx, id);
  mustBeCurrent(
    { message: 'the measure "{title}"', values: { title: measure.title } },
    measure.version,
    version,
  );
  return { key: rows[0]!, measure };
}

async function sourceOf(
  db: Kysely<Database>,
  key: DomainKey,
  { risk, finding }: MeasureSource,
): Promise<{ origin: MeasureOrigin; title: string; priority: number }> {
  if (risk !== undefined && finding !== undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/finding',
      message: 'a measure is for a risk or for a finding',
    });
  }
  if (risk !== undefined) {
    await mustBeIn(db, key, 'risk', risk);
    const { threat, risk_before } = await getRisk(db, risk);
    const title = (await listRiskThreats(db, key)).find(({ id }) => id === threat)?.title ?? '';
    return { origin: 'risk', title: `${threat} ${title}`.trim(), priority: priorityOfRisk(risk_before) };
  }
  if (finding !== undefined) {
    await mustBeIn(db, key, 'finding', finding);
    const { kind, title } = await getFinding(db, finding);
    return { origin: 'finding', title, priority: priorityOfFinding(kind) };
  }
  return { origin: 'own', title: '', priority: priorityOfOwn };
}

async function mustBeIn(
  db: Kysely<Database>,
  { tenant, domain }: DomainKey,
  table: 'risk' | 'finding',
  id: string,
): Promise<void> {
  const row = await db
    .selectFrom(table)
    .select('id')
    .where('id', '=', id)
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('VALIDATION', {
      pointer: `/${table}`,
      message: 'the domain has no {table} {id}',
      values: { table, id },
    });
}

function refuse(values: StatedMeasure, origin: MeasureOrigin, level: 'B' | 'S' | 'H' | undefined): void {
  const problems = measureProblems(values, origin, level);
  if (problems.length === 0) return;
  throw new GrundwachtError('VALIDATION', problems);
}

/** When it was closed and who accepted it stays as long as the state does. */
function columnsOf(
  { priority, after: _order, ...stated }: StatedMeasure,
  before: Measure | undefined,
  { by, now }: Author,
) {
  const at = new Date(now);
  const same = before?.state === stated.state;
  const closed = isOpen(stated.state) ? null : before?.closed_at ? new Date(before.closed_at) : at;
  const accepted = stated.state === 'accepted';
  const acceptedAt = same && before?.accepted_at ? new Date(before.accepted_at) : at;
  return {
    ...stated,
    own_priority: priority,
    closed_at: closed,
    accepted_by: accepted ? (same && before?.accepted_by) || by : null,
    accepted_at: accepted ? acceptedAt : null,
    updated_at: at,
    updated_by: by,
  };
}

/** @returns what a person said of a measure, to be said again with a change */
export function statedOf(measure: Measure): StatedMeasure {
  const { title, description, priority, own_priority, responsible, cost_once, cost_yearly } = measure;
  const { starts_on, deadline, after, state, reason } = measure;
  return {
    title,
    description,
    priority: own_priority ? priority : null,
    responsible,
    cost_once,
    cost_yearly,
    starts_on,
    deadline,
    after: [...after],
    state,
    reason,
  };
}

function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
