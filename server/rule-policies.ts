import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { RuleProblem } from './contract/detection.js';
import type { PolicyState } from './contract/policy-state.js';
import { readPolicyState } from './store/policy-state.js';
import type { Database } from './store/tables.js';

/** What takes decisions over: an engine, or the threads that run engines. */
export interface TakesPolicies {
  /** @returns faults of exceptions, which then have no effect */
  setPolicies(state: PolicyState): readonly RuleProblem[] | Promise<readonly RuleProblem[]>;
}

/** Decisions about rules on their way from the database into detection. */
export interface RulePolicies {
  /** Reads them anew; resolves when detection works by them. Concurrent calls keep their order. */
  refresh(): Promise<void>;
}

/**
 * @param disabled ids of rules that the configuration switches off everywhere
 * @param target works by the decisions that are stored now as soon as this resolves
 */
export async function startRulePolicies(
  db: Kysely<Database>,
  disabled: readonly string[],
  target: TakesPolicies,
  logger: Logger,
): Promise<RulePolicies> {
  let last: Promise<void> = Promise.resolve();
  const apply = async (): Promise<void> => {
    const problems = await target.setPolicies(await readPolicyState(db, disabled));
    if (problems.length > 0) {
      const faults = problems.map(({ ruleId, path, code, line }) => ({ ruleId, path, code, line }));
      logger.warn({ faults }, 'rule_exceptions_unusable');
    }
  };
  const refresh = (): Promise<void> => {
    const next = last.then(apply);
    // A failed refresh is the caller's to report; those that come after it are not affected.
    last = next.catch(() => undefined);
    return next;
  };
  await refresh();
  return { refresh };
}
