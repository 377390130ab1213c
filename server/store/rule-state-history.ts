import type { Kysely, Transaction } from 'kysely';
import type { RuleStateAction, RuleStateEntry } from '../contract/rule-state.js';
import type { Database } from './tables.js';

/** Who changes something, when (milliseconds since the epoch), and why. */
export interface Author {
  by: string;
  now: number;
  reason?: string | undefined;
}

/** What a change concerns. */
export type Subject = { tenant: string } & ({ rule: string } | { set: string });

/** Notes a change; in the same transaction as the change itself. */
export async function noteChange(
  trx: Transaction<Database>,
  subject: Subject,
  { by, now, reason }: Author,
  change: { action: RuleStateAction; old: object | null; new: object | null },
): Promise<void> {
  await trx
    .insertInto('rule_state_history')
    .values({
      tenant_id: subject.tenant,
      rule_id: 'rule' in subject ? subject.rule : null,
      set_name: 'set' in subject ? subject.set : null,
      at: new Date(now),
      by,
      action: change.action,
      old: JSON.stringify(change.old),
      new: JSON.stringify(change.new),
      reason: reason ?? null,
    })
    .execute();
}

/** @returns the changes of a rule's or a set's state, latest first, at most `limit` */
export async function ruleStateHistory(
  db: Kysely<Database>,
  subject: Subject,
  limit: number,
): Promise<RuleStateEntry[]> {
  let query = db
    .selectFrom('rule_state_history')
    .select(['at', 'by', 'action', 'old', 'new', 'reason'])
    .where('tenant_id', '=', subject.tenant);
  query =
    'rule' in subject ? query.where('rule_id', '=', subject.rule) : query.where('set_name', '=', subject.set);
  const rows = await query.orderBy('id', 'desc').limit(limit).execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: at.toISOString() }));
}
