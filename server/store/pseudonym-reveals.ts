import type { Kysely, Selectable, Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type { Reveal, RevealInput, RevealObject } from '../contract/pseudonym.js';
import type { PseudonymRevealTable } from './pseudonym-tables.js';
import type { Database } from './tables.js';

type Executor = Kysely<Database> | Transaction<Database>;
type Row = Selectable<PseudonymRevealTable>;

/** Who asks, and when. */
export interface RevealReader {
  username: string;
  now: number;
  /** Whether the approving side's half is at hand. */
  isReady(id: string): boolean;
}

const listed = 500;

/** Asks for a pseudonym or an alert to be revealed. */
export async function requestReveal(
  trx: Transaction<Database>,
  tenant: string,
  { object, reason, legal_basis, legal_text }: RevealInput,
  title: string | null,
  reader: RevealReader,
): Promise<Reveal> {
  const row = await trx
    .insertInto('pseudonym_reveal')
    .values({
      tenant_id: tenant,
      object_kind: object.kind,
      object: object.value,
      title,
      reason,
      legal_basis,
      legal_text,
      requested_by: reader.username,
      requested_at: new Date(reader.now),
      state: 'requested',
      decided_by: null,
      decided_at: null,
      decision_reason: null,
      expires_at: null,
      first_viewed_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return toReveal(row, reader);
}

/** @returns the latest reveals, latest first; `by`: whose they are */
export async function listReveals(
  db: Executor,
  tenant: string,
  reader: RevealReader,
  { by }: { by?: string } = {},
): Promise<Reveal[]> {
  let select = revealRows(db, tenant);
  if (by !== undefined) select = select.where('requested_by', '=', by);
  const rows = await select.limit(listed).execute();
  return rows.map((row) => toReveal(row, reader));
}

/**
 * @param from when it was asked, milliseconds since the epoch; `to` itself is left out
 * @returns all reveals of a time, latest first
 */
export async function revealsBetween(
  db: Executor,
  tenant: string,
  { from, to }: { from: number; to: number },
  reader: RevealReader,
): Promise<Reveal[]> {
  const rows = await revealRows(db, tenant)
    .where('requested_at', '>=', new Date(from))
    .where('requested_at', '<', new Date(to))
    .execute();
  return rows.map((row) => toReveal(row, reader));
}

const revealRows = (db: Executor, tenant: string) =>
  db
    .selectFrom('pseudonym_reveal')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .orderBy('requested_at', 'desc')
    .orderBy('id');

/** @throws GrundwachtError NOT_FOUND */
export async function getReveal(
  db: Executor,
  tenant: string,
  id: string,
  reader: RevealReader,
): Promise<Reveal> {
  const row = await db
    .selectFrom('pseudonym_reveal')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no reveal {id}', values: { id } });
  return toReveal(row, reader);
}

export interface RevealDecision {
  state: 'approved' | 'refused';
  reason: string;
  /** Milliseconds since the epoch; null for a refusal. */
  expires: number | null;
}

/**
 * Decides about a reveal. One that is approved and not over can be approved again: after a restart.
 * @throws GrundwachtError NOT_FOUND, FORBIDDEN for who asked, CONFLICT when it was decided otherwise
 */
export async function decideReveal(
  trx: Transaction<Database>,
  tenant: string,
  id: string,
  { state, reason, expires }: RevealDecision,
  reader: RevealReader,
): Promise<Reveal> {
  const row = await trx
    .selectFrom('pseudonym_reveal')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no reveal {id}', values: { id } });
  if (row.requested_by === reader.username)
    throw new GrundwachtError('FORBIDDEN', 'a second person has to decide about what you asked for');
  const current = toReveal(row, reader).state;
  const again = current === 'approved' && state === 'approved' && !reader.isReady(id);
  if (current !== 'requested' && !again)
    throw new GrundwachtError('CONFLICT', { message: 'it is {current} already', values: { current } });
  const decided = await trx
    .updateTable('pseudonym_reveal')
    .set({
      state,
      decided_by: reader.username,
      decided_at: new Date(reader.now),
      decision_reason: reason,
      expires_at: expires === null ? null : new Date(expires),
    })
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return toReveal(decided, reader);
}

/** Counts a view of what is revealed. */
export async function countView(
  trx: Transaction<Database>,
  tenant: string,
  id: string,
  now: number,
): Promise<void> {
  await trx
    .updateTable('pseudonym_reveal')
    .set((of) => ({
      views: of('views', '+', 1),
      first_viewed_at: of.fn.coalesce('first_viewed_at', of.val(new Date(now))),
    }))
    .where('tenant_id', '=', tenant)
    .where('id', '=', id)
    .execute();
}

function toReveal(row: Row, { username, now, isReady }: RevealReader): Reveal {
  const over = row.state === 'approved' && row.expires_at !== null && row.expires_at.getTime() <= now;
  const state = over ? 'expired' : row.state;
  return {
    id: row.id,
    tenant: row.tenant_id,
    object: { kind: row.object_kind, value: row.object } as RevealObject,
    title: row.title,
    reason: row.reason,
    legal_basis: row.legal_basis,
    legal_text: row.legal_text,
    requested_by: row.requested_by,
    requested_at: row.requested_at.toISOString(),
    state,
    decided_by: row.decided_by,
    decided_at: row.decided_at?.toISOString() ?? null,
    decision_reason: row.decision_reason,
    expires_at: row.expires_at?.toISOString() ?? null,
    views: row.views,
    first_viewed_at: row.first_viewed_at?.toISOString() ?? null,
    mine: row.requested_by === username,
    ready: state === 'approved' && isReady(row.id),
  };
}
