import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { PseudonymMode, PseudonymProposal, Side } from '../contract/pseudonym.js';
import { defaultPseudonymSettings, type PseudonymSettings } from '../contract/pseudonym-state.js';
import type { PseudonymModeTable, PseudonymProposalTable } from './pseudonym-tables.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;

/** Key pair of one side as it is stored: the private half under a passphrase. */
export interface StoredSide {
  publicKey: Uint8Array;
  wrapped: Uint8Array;
}

/** @returns what holds for the tenant; switched off where nobody has decided */
export async function readPseudonymMode(db: Executor, tenant: string): Promise<PseudonymMode> {
  const row = await findMode(db, tenant);
  const proposal = await findProposal(db, tenant);
  const periods = await db
    .selectFrom('pseudonym_key as key')
    .leftJoin('pseudonym', (join) =>
      join.onRef('pseudonym.tenant_id', '=', 'key.tenant_id').onRef('pseudonym.period', '=', 'key.period'),
    )
    .select((select) => [
      'key.period',
      'key.starts_at',
      select.fn.count<string>('pseudonym').as('pseudonyms'),
    ])
    .where('key.tenant_id', '=', tenant)
    .groupBy(['key.period', 'key.starts_at'])
    .orderBy('key.starts_at', 'desc')
    .execute();
  return {
    tenant,
    enabled: row?.enabled ?? false,
    since: row?.since?.toISOString() ?? null,
    settings: row?.settings ?? defaultPseudonymSettings,
    version: row?.version ?? 0,
    sides: { requester: row?.requester_public != null, approver: row?.approver_public != null },
    proposal: proposal === undefined ? null : toProposal(proposal),
    periods: periods.map(({ period, starts_at, pseudonyms }) => ({
      period,
      from: starts_at.toISOString(),
      pseudonyms: Number(pseudonyms),
    })),
  };
}

/**
 * Replaces what waits for the second person.
 * @param side the requesting side's key when it was made now
 * @throws GrundwachtError CONFLICT when the side has got another key meanwhile
 */
export async function proposeMode(
  trx: Transaction<Database>,
  tenant: string,
  proposal: Pick<PseudonymProposal, 'enabled' | 'settings' | 'reason'>,
  { by, now }: { by: string; now: number },
  side?: StoredSide,
): Promise<void> {
  await lockMode(trx, tenant);
  const at = new Date(now);
  const { enabled, reason } = proposal;
  const values = { enabled, reason, settings: JSON.stringify(proposal.settings), by, at };
  await trx
    .insertInto('pseudonym_proposal')
    .values({ tenant_id: tenant, ...values })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(values))
    .execute();
  if (side !== undefined) await storeNewSide(trx, tenant, 'requester', side, now);
}

/**
 * Puts in force what was proposed.
 * @param proposedAt when what is accepted was proposed, RFC 3339: another proposal was not read
 * @param side the approving side's key when it was made now
 * @throws GrundwachtError NOT_FOUND when nothing waits, FORBIDDEN for who proposed it, CONFLICT when something else was
 * proposed, or the side has got another key, meanwhile
 */
export async function acceptMode(
  trx: Transaction<Database>,
  tenant: string,
  proposedAt: string,
  { by, now }: { by: string; now: number },
  side?: StoredSide,
): Promise<PseudonymProposal> {
  await lockMode(trx, tenant);
  const proposal = await takeProposal(trx, tenant);
  if (proposal.by === by)
    throw new GrundwachtError('FORBIDDEN', 'a second person has to accept what you proposed');
  if (Date.parse(proposal.at) !== Date.parse(proposedAt))
    throw new GrundwachtError('CONFLICT', {
      message: '{by} has proposed something else meanwhile; read that first',
      values: { by: proposal.by },
    });
  if (side !== undefined) await storeNewSide(trx, tenant, 'approver', side, now);
  const before = await findMode(trx, tenant);
  const at = new Date(now);
  const since = proposal.enabled ? ((before?.enabled ? before.since : null) ?? at) : null;
  const change = {
    enabled: proposal.enabled,
    settings: JSON.stringify(proposal.settings),
    since,
    updated_at: at,
  };
  if (before === undefined)
    await trx
      .insertInto('pseudonym_mode')
      .values({ tenant_id: tenant, version: 1, ...noKeys, ...change })
      .execute();
  else
    await trx
      .updateTable('pseudonym_mode')
      .set({ ...change, version: before.version + 1 })
      .where('tenant_id', '=', tenant)
      .execute();
  return proposal;
}

/**
 * Removes what waits for the second person.
 * @throws GrundwachtError NOT_FOUND when nothing waits
 */
export async function takeProposal(trx: Transaction<Database>, tenant: string): Promise<PseudonymProposal> {
  const row = await trx
    .deleteFrom('pseudonym_proposal')
    .where('tenant_id', '=', tenant)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', 'nothing was proposed, or it was decided already');
  return toProposal(row);
}

/** @returns the key of one side; undefined when it has none yet */
export async function readSide(db: Executor, tenant: string, side: Side): Promise<StoredSide | undefined> {
  const row = await findMode(db, tenant);
  const publicKey = row?.[`${side}_public`];
  const wrapped = row?.[`${side}_wrapped`];
  return publicKey && wrapped ? { publicKey, wrapped } : undefined;
}

/** Whoever proposes and whoever accepts go one after the other. */
async function lockMode(trx: Transaction<Database>, tenant: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`pseudonyms ${tenant}`}, 0))`.execute(trx);
}

/** A key that was made for a side without one: where it has one by now, what is sealed to that could never be opened. */
async function storeNewSide(
  trx: Transaction<Database>,
  tenant: string,
  side: Side,
  made: StoredSide,
  now: number,
): Promise<void> {
  if ((await readSide(trx, tenant, side)) !== undefined)
    throw new GrundwachtError('CONFLICT', 'this side has got its key meanwhile; go on with its passphrase');
  await storeSide(trx, tenant, side, made, now);
}

/** Stores the key of one side, or the same under another passphrase. */
export async function storeSide(
  trx: Transaction<Database>,
  tenant: string,
  side: Side,
  { publicKey, wrapped }: StoredSide,
  now: number,
): Promise<void> {
  const keys = { [`${side}_public`]: Buffer.from(publicKey), [`${side}_wrapped`]: Buffer.from(wrapped) };
  const at = new Date(now);
  await trx
    .insertInto('pseudonym_mode')
    .values({
      tenant_id: tenant,
      enabled: false,
      since: null,
      settings: JSON.stringify(defaultPseudonymSettings),
      version: 1,
      updated_at: at,
      ...noKeys,
      ...keys,
    })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ ...keys, updated_at: at }))
    .execute();
}

/** A tenant whose events get pseudonyms, and its public keys. */
export interface EnabledMode {
  tenant: string;
  settings: PseudonymSettings;
  requester: Buffer;
  approver: Buffer;
}

/** @returns the tenants with pseudonymised monitoring, in order */
export async function enabledModes(db: Executor): Promise<EnabledMode[]> {
  const rows = await db
    .selectFrom('pseudonym_mode')
    .selectAll()
    .where('enabled', '=', true)
    .orderBy('tenant_id')
    .execute();
  return rows.map((row) => ({
    tenant: row.tenant_id,
    settings: row.settings,
    requester: row.requester_public!,
    approver: row.approver_public!,
  }));
}

const noKeys = {
  requester_public: null,
  requester_wrapped: null,
  approver_public: null,
  approver_wrapped: null,
};

function findMode(db: Executor, tenant: string): Promise<Selectable<PseudonymModeTable> | undefined> {
  return db.selectFrom('pseudonym_mode').selectAll().where('tenant_id', '=', tenant).executeTakeFirst();
}

function findProposal(db: Executor, tenant: string) {
  return db.selectFrom('pseudonym_proposal').selectAll().where('tenant_id', '=', tenant).executeTakeFirst();
}

function toProposal(row: Selectable<PseudonymProposalTable>): PseudonymProposal {
  const { enabled, settings, reason, by, at } = row;
  return { enabled, settings, reason, by, at: at.toISOString() };
}
