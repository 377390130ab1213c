import type { Kysely, Transaction } from 'kysely';
import { recordAct } from './audit-trail.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** Who gave out an account: its first or a new one-time password, or took its second factors away. */
export interface Issuer {
  by: string;
  /** In which the account was given out by a member; null: by the provider or on the machine. */
  tenant: string | null;
}

const password = 'account.issued';
const factors = 'account.factors-reset';

/** Enters in the audit trail that an account got a one-time password (or lost its factors); in the transaction of that. */
export async function recordIssue(
  trx: Transaction<Database>,
  username: string,
  what: 'password' | 'factors',
  { by, tenant }: Issuer,
  now: number,
): Promise<void> {
  const action = what === 'password' ? password : factors;
  await recordAct(trx, { tenant, by, action, object: username, at: now });
}

/**
 * @param db which sees the acts of all tenants
 * @returns who gave out the account's last one-time password, and who has taken its factors away since
 */
export async function issuersOf(
  db: Executor,
  username: string,
): Promise<{ password: Issuer | undefined; factors: string[] }> {
  const acts = await db
    .selectFrom('audit_trail')
    .select(['tenant_id', 'by', 'action'])
    .where('action', 'in', [password, factors])
    .where('object', '=', username)
    .orderBy('id', 'desc')
    .execute();
  const last = acts.findIndex(({ action }) => action === password);
  const issue = acts[last];
  const since = last < 0 ? acts : acts.slice(0, last);
  return {
    password: issue && { by: issue.by, tenant: issue.tenant_id },
    factors: since.map(({ by }) => by),
  };
}
