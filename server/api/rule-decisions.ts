import type { Transaction } from 'kysely';
import type { RuleProblem } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Fault } from '../contract/fault.js';
import type { RuleExceptionInput, RuleState, RuleStateChange } from '../contract/rule-state.js';
import { parseException } from '../detect/policy-exception.js';
import { addRuleException, changeRuleException, removeRuleException } from '../store/rule-exceptions.js';
import type { Author } from '../store/rule-state-history.js';
import { changeRuleState, type RuleOfTenant } from '../store/rule-states.js';
import type { Database } from '../store/tables.js';
import type { RouteDeps } from './deps.js';
import { checkTenant, findRule, type RuleDeps } from './rule-facts.js';

/** What deciding about rules needs; without `policiesChanged` nothing is running that has to hear of it. */
export type DecisionDeps = RuleDeps & Pick<RouteDeps, 'policiesChanged'>;

const shownErrors = 20;

/**
 * Switches a rule on or off for a tenant, or changes its level there; in force when this resolves.
 * @param by user name
 * @throws GrundwachtError NOT_FOUND, VALIDATION for a tenant that does not exist, CONFLICT
 */
export async function decideRule(
  deps: DecisionDeps,
  by: string,
  key: RuleOfTenant,
  change: RuleStateChange,
): Promise<RuleState> {
  const author = await authorOf(deps, by, key);
  return decide(deps, (trx) => changeRuleState(trx, key, change, { ...author, reason: change.reason }));
}

/**
 * Excepts events from a rule.
 * @throws GrundwachtError as {@link decideRule}; VALIDATION with the place of every error in the YAML
 */
export async function exceptFromRule(
  deps: DecisionDeps,
  by: string,
  key: RuleOfTenant,
  input: RuleExceptionInput,
): Promise<RuleState> {
  const author = await authorOf(deps, by, key);
  checkException(input, author.now);
  return decide(deps, (trx) => addRuleException(trx, key, input, author));
}

/**
 * Replaces an exception.
 * @param id of the exception
 * @throws GrundwachtError as {@link exceptFromRule}
 */
export async function replaceException(
  deps: DecisionDeps,
  by: string,
  key: RuleOfTenant,
  id: string,
  input: RuleExceptionInput,
): Promise<RuleState> {
  const author = await authorOf(deps, by, key);
  checkException(input, author.now);
  return decide(deps, (trx) => changeRuleException(trx, key, id, input, author));
}

/**
 * Removes an exception.
 * @param id of the exception
 * @throws GrundwachtError as {@link decideRule}
 */
export async function dropException(
  deps: DecisionDeps,
  by: string,
  key: RuleOfTenant,
  id: string,
  { version, reason }: { version: number; reason?: string | undefined },
): Promise<RuleState> {
  const author = await authorOf(deps, by, key);
  return decide(deps, (trx) => removeRuleException(trx, key, id, version, { ...author, reason }));
}

async function authorOf(deps: RuleDeps, by: string, { tenant, rule }: RuleOfTenant): Promise<Author> {
  findRule(deps, tenant, rule);
  await checkTenant(deps, tenant);
  return { by, now: deps.now() };
}

async function decide(
  { db, policiesChanged }: DecisionDeps,
  change: (trx: Transaction<Database>) => Promise<RuleState>,
): Promise<RuleState> {
  const state = await db.transaction().execute(change);
  await policiesChanged?.();
  return state;
}

/** @throws GrundwachtError VALIDATION with the place of every error in the YAML, or for an expiry that is past */
function checkException({ detection, expires_at }: RuleExceptionInput, now: number): void {
  const errors = parseException(detection, '/detection').problems.filter(isError);
  if (errors.length > 0) {
    throw new GrundwachtError(
      'VALIDATION',
      errors.slice(0, shownErrors).map((problem) => faultOf(problem, '/detection')),
    );
  }
  if (expires_at && Date.parse(expires_at) <= now) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/expires_at',
      message: 'is in the past; the exception would have no effect',
    });
  }
}

/** @returns a problem of a YAML text with its place */
export function faultOf({ line, column, message, hint, said }: RuleProblem, pointer: string): Fault {
  const words = said ?? { message, hint, values: {} };
  return {
    pointer,
    message: 'line {line}, column {column}: {problem} {remedy}',
    values: {
      line,
      column,
      problem: { message: words.message, values: words.values },
      remedy: { message: words.hint, values: words.values },
    },
  };
}

/** @returns whether the problem keeps what has it from being used */
export function isError({ severity }: RuleProblem): boolean {
  return severity === 'error';
}
