import type { Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { RuleException, RuleExceptionInput, RuleState } from '../contract/rule-state.js';
import { type Author, noteChange } from './rule-state-history.js';
import { claimState, getRuleState, type RuleOfTenant, toRuleException } from './rule-states.js';
import type { Database } from './tables.js';

/** More on one rule says that the rule itself is to be changed. */
const mostExceptions = 100;

/**
 * Adds an exception to a rule and notes it.
 * @param input checked; its `version` is that of the rule's state
 * @throws GrundwachtError CONFLICT when the state was changed since, VALIDATION when the rule has too many
 */
export async function addRuleException(
  trx: Transaction<Database>,
  key: RuleOfTenant,
  input: RuleExceptionInput,
  author: Author,
): Promise<RuleState> {
  await claimState(trx, key, input.version, author);
  const { exceptions } = await getRuleState(trx, key);
  if (exceptions.length >= mostExceptions) {
    throw new GrundwachtError('VALIDATION', {
      message: 'the rule has {count} exceptions; join some of them, or change the rule',
      values: { count: exceptions.length },
    });
  }
  const row = await trx
    .insertInto('rule_exception')
    .values({
      tenant_id: key.tenant,
      rule_id: key.rule,
      ...valuesOf(input),
      author: author.by,
      created_at: new Date(author.now),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const change = { action: 'exception_added', old: null, new: toRuleException(row) } as const;
  await noteChange(trx, key, { ...author, reason: input.reason }, change);
  return getRuleState(trx, key);
}

/**
 * Replaces an exception, but for its author and date.
 * @throws GrundwachtError CONFLICT when the rule's state was changed since `input.version`, NOT_FOUND
 */
export async function changeRuleException(
  trx: Transaction<Database>,
  key: RuleOfTenant,
  id: string,
  input: RuleExceptionInput,
  author: Author,
): Promise<RuleState> {
  await claimState(trx, key, input.version, author);
  const old = await findException(trx, key, id);
  const row = await trx
    .updateTable('rule_exception')
    .set(valuesOf(input))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  const change = { action: 'exception_changed', old, new: toRuleException(row) } as const;
  await noteChange(trx, key, { ...author, reason: input.reason }, change);
  return getRuleState(trx, key);
}

/** @throws GrundwachtError CONFLICT when the rule's state was changed since `version`, NOT_FOUND */
export async function removeRuleException(
  trx: Transaction<Database>,
  key: RuleOfTenant,
  id: string,
  version: number,
  author: Author,
): Promise<RuleState> {
  await claimState(trx, key, version, author);
  const old = await findException(trx, key, id);
  await trx.deleteFrom('rule_exception').where('id', '=', id).execute();
  await noteChange(trx, key, author, { action: 'exception_removed', old, new: null });
  return getRuleState(trx, key);
}

function valuesOf({ title, reason, detection, expires_at }: RuleExceptionInput) {
  return { title, reason, detection, expires_at: expires_at ? new Date(expires_at) : null };
}

async function findException(
  trx: Transaction<Database>,
  { tenant, rule }: RuleOfTenant,
  id: string,
): Promise<RuleException> {
  const row = await trx
    .selectFrom('rule_exception')
    .selectAll()
    .where('id', '=', id)
    .where('tenant_id', '=', tenant)
    .where('rule_id', '=', rule)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'the rule has no exception {id}', values: { id } });
  return toRuleException(row);
}
