import type { Kysely, Transaction } from 'kysely';
import { plainRow } from '../evidence/covered.js';
import { appendLeaf } from './merkle-log.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** Something that was done, or read of persons. */
export interface Act {
  /** null: of no tenant, such as a change of an account. */
  tenant: string | null;
  /** User name, or what acted: `cli root`. */
  by: string;
  /** Dotted, lower case: `account.created`. */
  action: string;
  /** Names what was acted on. */
  object?: string | undefined;
  /** Plain data; never a secret or the body of a request. */
  details?: Record<string, unknown>;
  /** Milliseconds since the epoch. */
  at: number;
}

/** The tenant whose log has the acts of no tenant: it is there from the first start on, and is not removed. */
export const providerLog = 'default';

/**
 * Appends to the audit trail, and a leaf of it to the log of the tenant (of {@link providerLog} for none), both or
 * neither. Give the transaction that acts where there is one: then there is no act without its record.
 */
export async function recordAct(executor: Executor, act: Act): Promise<void> {
  await recordActs(executor, [act]);
}

/**
 * {@link recordAct} of several, all or none.
 * @returns their ids
 */
export async function recordActs(executor: Executor, acts: readonly Act[]): Promise<number[]> {
  if (!executor.isTransaction) return executor.transaction().execute((trx) => recordActs(trx, acts));
  const ids: number[] = [];
  for (const act of acts) ids.push(await append(executor as Transaction<Database>, act));
  return ids;
}

async function append(trx: Transaction<Database>, act: Act): Promise<number> {
  const values = {
    tenant_id: act.tenant,
    at: new Date(act.at),
    by: storable(act.by, 200),
    action: act.action,
    object: act.object === undefined ? null : storable(act.object, 400),
    details: JSON.parse(JSON.stringify(act.details ?? {}, wellFormed)) as Record<string, unknown>,
  };
  const { id } = await trx
    .insertInto('audit_trail')
    .values({ ...values, details: JSON.stringify(values.details) })
    .returning('id')
    .executeTakeFirstOrThrow();
  const row = plainRow('audit_trail', { ...values, id, at: values.at.toISOString() });
  await appendLeaf(trx, {
    tenantId: act.tenant ?? providerLog,
    kind: 'act',
    reference: String(id),
    content: { rows: [{ table: 'audit_trail', key: { id }, values: row }] },
  });
  return id;
}

/** What PostgreSQL's `text` cannot hold becomes U+FFFD; long texts are cut. */
function storable(text: string, longest: number): string {
  const held = wellFormed('', text) as string;
  return held === '' ? '-' : [...held].slice(0, longest).join('');
}

function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replace(/[\p{Surrogate}\0]/gu, '\ufffd') : value;
}
