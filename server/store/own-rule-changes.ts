import { sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { OwnRuleAction } from '../contract/own-rule.js';
import { reviewRequired } from './own-rule-review.js';
import { findOwnRule, type OwnRuleKey } from './own-rules.js';
import type { Author } from './rule-state-history.js';
import type { Database } from './tables.js';

/** Who promotes a rule; `machine`: by an API token, which is no second person. */
export interface Promoter extends Author {
  machine: boolean;
}

/** What a tenant may keep: each comes into force by reading all rules anew. */
const mostOwnRules = 500;

/**
 * Saves the first version of a new file.
 * @throws GrundwachtError VALIDATION when the tenant has too many
 */
export async function addOwnRule(
  trx: Transaction<Database>,
  tenant: string,
  content: { title: string; yaml: string },
  author: Author,
): Promise<OwnRuleKey> {
  const { count } = await trx
    .selectFrom('own_rule')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenant_id', '=', tenant)
    .executeTakeFirstOrThrow();
  if (count >= mostOwnRules) {
    throw new GrundwachtError('VALIDATION', {
      message: 'there are {mostOwnRules} rules of your own already: put several into one file',
      values: { mostOwnRules },
    });
  }
  const now = new Date(author.now);
  const { id } = await trx
    .insertInto('own_rule')
    .values({
      tenant_id: tenant,
      title: content.title,
      latest: 1,
      in_force: null,
      waiting: false,
      revision: 1,
      updated_at: now,
      updated_by: author.by,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await addVersion(trx, { tenant, id }, 1, content.yaml, author);
  return { tenant, id };
}

/**
 * Saves a further version; the one that is in force stays.
 * @param revision on which the change is based
 * @throws GrundwachtError NOT_FOUND, CONFLICT
 */
export async function saveOwnRule(
  trx: Transaction<Database>,
  key: OwnRuleKey,
  content: { title: string; yaml: string },
  revision: number,
  author: Author,
): Promise<void> {
  const { latest } = await claim(trx, key, revision, author);
  await trx
    .updateTable('own_rule')
    .set({ title: content.title, latest: latest + 1, waiting: false })
    .where('id', '=', key.id)
    .execute();
  await addVersion(trx, key, latest + 1, content.yaml, author);
}

/** Notes that the latest version is to come into force as soon as a second person has approved it. */
export async function askForApproval(
  trx: Transaction<Database>,
  key: OwnRuleKey,
  author: Author,
): Promise<void> {
  const { latest } = await findOwnRule(trx, key);
  await trx.updateTable('own_rule').set({ waiting: true }).where('id', '=', key.id).execute();
  await note(trx, key, 'asked', latest, author);
}

/**
 * Puts a version in force, or none.
 * @param number of the version; null: none
 * @throws GrundwachtError NOT_FOUND, CONFLICT; FORBIDDEN when a second person is required and has not approved it, nor
 * can, as it is the author's own or no person asks
 */
export async function putInForce(
  trx: Transaction<Database>,
  key: OwnRuleKey,
  number: number | null,
  revision: number,
  author: Promoter,
): Promise<void> {
  const { in_force } = await claim(trx, key, revision, author);
  if (number !== null) await approveIfRequired(trx, key, number, author);
  await trx
    .updateTable('own_rule')
    .set({ in_force: number, waiting: false })
    .where('id', '=', key.id)
    .execute();
  if (number !== null) await note(trx, key, 'in_force', number, author);
  else if (in_force !== null) await note(trx, key, 'withdrawn', in_force, author);
}

async function approveIfRequired(
  trx: Transaction<Database>,
  key: OwnRuleKey,
  number: number,
  author: Promoter,
): Promise<void> {
  const version = await trx
    .selectFrom('own_rule_version')
    .select(['saved_by', 'approved_by'])
    .where('tenant_id', '=', key.tenant)
    .where('own_rule_id', '=', key.id)
    .where('number', '=', number)
    .executeTakeFirst();
  if (version === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no version {number}', values: { number } });
  if (version.approved_by !== null || !(await reviewRequired(trx, key.tenant))) return;
  if (version.saved_by === author.by) {
    throw new GrundwachtError(
      'FORBIDDEN',
      'a second person has to approve this version: you wrote it yourself',
    );
  }
  if (author.machine)
    throw new GrundwachtError('FORBIDDEN', 'a second person has to approve this version: a token is none');
  await trx
    .updateTable('own_rule_version')
    .set({ approved_at: new Date(author.now), approved_by: author.by })
    .where('tenant_id', '=', key.tenant)
    .where('own_rule_id', '=', key.id)
    .where('number', '=', number)
    .execute();
  await note(trx, key, 'approved', number, author);
}

/** @returns the row as it was, after its revision was raised */
async function claim(
  trx: Transaction<Database>,
  key: OwnRuleKey,
  revision: number,
  { by, now }: Author,
): Promise<{ latest: number; in_force: number | null }> {
  const row = await trx
    .updateTable('own_rule')
    .set({ revision: sql`revision + 1`, updated_at: new Date(now), updated_by: by })
    .where('tenant_id', '=', key.tenant)
    .where('id', '=', key.id)
    .where('revision', '=', revision)
    .returning(['latest', 'in_force'])
    .executeTakeFirst();
  if (row !== undefined) return row;
  const { updated_by } = await findOwnRule(trx, key);
  throw new GrundwachtError('CONFLICT', {
    message: '{updated_by} has changed the rule since it was opened',
    values: { updated_by },
  });
}

async function addVersion(
  trx: Transaction<Database>,
  key: OwnRuleKey,
  number: number,
  yaml: string,
  author: Author,
): Promise<void> {
  await trx
    .insertInto('own_rule_version')
    .values({
      tenant_id: key.tenant,
      own_rule_id: key.id,
      number,
      yaml,
      saved_at: new Date(author.now),
      saved_by: author.by,
      approved_at: null,
      approved_by: null,
    })
    .execute();
  await note(trx, key, 'saved', number, author);
}

async function note(
  trx: Transaction<Database>,
  { tenant, id }: OwnRuleKey,
  action: OwnRuleAction,
  number: number,
  { by, now, reason }: Author,
): Promise<void> {
  await trx
    .insertInto('own_rule_act')
    .values({
      tenant_id: tenant,
      own_rule_id: id,
      at: new Date(now),
      by,
      action,
      number,
      reason: reason === '' ? null : (reason ?? null),
    })
    .execute();
}
