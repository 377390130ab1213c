import type { Kysely } from 'kysely';
import type { CollectorHealth, CollectorInputs } from '../contract/collector-inputs.js';
import { GrundwachtError } from '../contract/errors.js';
import type { Database } from './tables.js';

/** What a collector is to collect. */
export interface WantedInputs {
  /** Grows with every change; 0: none were set. */
  version: number;
  inputs: CollectorInputs;
  /** Name of the user who changed them last, and when. */
  by: string | null;
  at: string | null;
}

const none: CollectorInputs = { syslog: [], files: [], journals: [] };

/** @throws GrundwachtError NOT_FOUND */
export async function getInputs(db: Kysely<Database>, id: string): Promise<WantedInputs> {
  const row = await db
    .selectFrom('collector')
    .select(['inputs', 'inputs_version', 'inputs_by', 'inputs_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no collector {id}', values: { id } });
  return {
    version: row.inputs_version,
    inputs: row.inputs ?? none,
    by: row.inputs_by,
    at: row.inputs_at?.toISOString() ?? null,
  };
}

/**
 * @param change.version the one that the change was made from
 * @param now milliseconds since the epoch
 * @throws GrundwachtError NOT_FOUND, CONFLICT when somebody else changed them meanwhile
 */
export async function setInputs(
  db: Kysely<Database>,
  id: string,
  change: { version: number; inputs: CollectorInputs; by: string },
  now: number,
): Promise<WantedInputs> {
  const result = await db
    .updateTable('collector')
    .set({
      inputs: JSON.stringify(change.inputs),
      inputs_version: change.version + 1,
      inputs_by: change.by,
      inputs_at: new Date(now),
    })
    .where('id', '=', id)
    .where('inputs_version', '=', change.version)
    .executeTakeFirst();
  const current = await getInputs(db, id);
  if (result.numUpdatedRows === 0n)
    throw new GrundwachtError('CONFLICT', {
      pointer: '/version',
      message: 'the inputs have version {version} by now',
      values: { version: current.version },
    });
  return current;
}

/**
 * Keeps what a collector tells about itself.
 * @param now milliseconds since the epoch
 */
export async function setHealth(
  db: Kysely<Database>,
  id: string,
  health: CollectorHealth,
  now: number,
): Promise<void> {
  await db
    .updateTable('collector')
    .set({ health: JSON.stringify(health), health_at: new Date(now) })
    .where('id', '=', id)
    .execute();
}
