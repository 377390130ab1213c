import type { Kysely, Selectable } from 'kysely';
import { byEnd, clocksOf } from '../case/clocks.js';
import { type DecidedDuty, type Duty, decided, lawDuty, ownDuty } from '../case/duties.js';
import {
  type CaseClock,
  type CaseDuty,
  type CaseReport,
  type DutyDecision,
  lawDuties,
} from '../contract/case-duty.js';
import type { CaseDutyTable } from './case-tables.js';
import type { Database } from './tables.js';

/** What the duties of a case hang on. */
export interface CaseFacts {
  id: string;
  tenant_id: string;
  opened_at: Date;
}

type Deadline = Selectable<Database['case_deadline']>;
type Report = Pick<CaseReport, 'duty' | 'step' | 'submitted_at' | 'withdrawn_at'>;

/**
 * @param cases any of the scope
 * @param now milliseconds since the epoch
 * @returns the duties of each case with its clocks, by its id: those of the law, then the tenant's own
 */
export async function dutiesOf(
  db: Kysely<Database>,
  cases: readonly CaseFacts[],
  now: number,
): Promise<Map<string, CaseDuty[]>> {
  if (cases.length === 0) return new Map();
  const ids = cases.map(({ id }) => id);
  const tenants = [...new Set(cases.map(({ tenant_id }) => tenant_id))];
  const [decisions, reports, deadlines] = await Promise.all([
    db.selectFrom('case_duty').selectAll().where('case_id', 'in', ids).orderBy('id', 'desc').execute(),
    db
      .selectFrom('case_report')
      .select(['case_id', 'duty', 'step', 'submitted_at', 'withdrawn_at'])
      .where('case_id', 'in', ids)
      .execute(),
    db.selectFrom('case_deadline').selectAll().where('tenant_id', 'in', tenants).orderBy('name').execute(),
  ]);
  return new Map(
    cases.map((each) => {
      const made = decisions.filter(({ case_id }) => case_id === each.id);
      const facts = {
        openedAt: each.opened_at.getTime(),
        reports: reports.filter(({ case_id }) => case_id === each.id).map(toReport),
        now,
      };
      const duties = dutiesFor(
        deadlines.filter(
          ({ tenant_id, created_at }) => tenant_id === each.tenant_id && created_at <= each.opened_at,
        ),
        made,
      );
      return [each.id, duties.map((duty) => toDuty(duty, made, facts))];
    }),
  );
}

/**
 * An own deadline that was decided on counts as it was then; one that is switched off is asked for no more.
 * @param deadlines of the tenant that were there when the case was opened
 */
function dutiesFor(deadlines: readonly Deadline[], made: readonly Selectable<CaseDutyTable>[]): Duty[] {
  const asDecided = new Map<string, Duty>();
  for (const { duty, own } of made)
    if (own !== null && !asDecided.has(duty)) asDecided.set(duty, ownDuty({ id: duty, ...own }));
  const asked = deadlines
    .filter(({ id, enabled }) => enabled && !asDecided.has(id))
    .map((deadline) => ownDuty(deadline));
  return [...lawDuties.map(lawDuty), ...asDecided.values(), ...asked];
}

function toDuty(
  duty: Duty,
  made: readonly Selectable<CaseDutyTable>[],
  facts: Parameters<typeof clocksOf>[1],
): CaseDuty {
  const decisions = made.filter((decision) => decision.duty === duty.duty).map(toDecision);
  const current: DecidedDuty = decided(duty, decisions);
  return {
    duty: duty.duty,
    name: duty.name,
    basis: duty.basis,
    applies: current.applies,
    starts: duty.starts,
    decisions,
    clocks: clocksOf(current, facts),
  };
}

/** @returns the clocks of duties in the order of their ends; of duties that do not hold none */
export const clocksIn = (duties: readonly CaseDuty[]): CaseClock[] =>
  duties
    .flatMap(({ clocks }) => clocks)
    .filter(({ state }) => state !== 'not_applicable')
    .toSorted(byEnd);

const toReport = ({
  duty,
  step,
  submitted_at,
  withdrawn_at,
}: Pick<Selectable<Database['case_report']>, 'duty' | 'step' | 'submitted_at' | 'withdrawn_at'>): Report => ({
  duty,
  step,
  submitted_at: submitted_at.toISOString(),
  withdrawn_at: withdrawn_at?.toISOString() ?? null,
});

const toDecision = ({
  applies,
  reason,
  aware_at,
  statement,
  at,
  by,
}: Selectable<CaseDutyTable>): DutyDecision => ({
  applies,
  reason,
  aware_at: aware_at?.toISOString() ?? null,
  statement,
  at: at.toISOString(),
  by,
});
