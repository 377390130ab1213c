import type { Kysely } from 'kysely';
import type { AuditRoom, RoomObservation } from '../contract/audit-room.js';
import type { VersionedSignal } from '../signal/definitions.js';
import { sentence } from '../signal/sentence.js';
import { answersOf, roomFacts } from './audit-scope.js';
import type { DomainKey } from './structure-history.js';
import type { Database } from './tables.js';

/**
 * @param id of an observation that is evidence of the room
 * @returns what was observed, with what it says of the room's requirements alone; null: there is none
 */
export async function roomObservation(
  db: Kysely<Database>,
  room: AuditRoom,
  id: string,
  signals: readonly VersionedSignal[],
): Promise<RoomObservation | null> {
  const { catalog } = room.grant;
  const row = await observationRow(db, room.grant, id);
  if (row === undefined) return null;
  const requirements = await requirementsOf(db, row)
    .where('catalog_id', '=', catalog)
    .where('requirement_id', 'in', answersOf(db, room).select('a.requirement_id'))
    .execute();
  // An object that the room does not give stays without its name.
  const { objects } = await roomFacts(db, room);
  const object = objects.find((each) => each.id !== null && each.id === row.target_object_id);
  return toObservation(row, { requirements, object }, signals);
}

/**
 * @param id of an observation of the domain
 * @returns what was observed, with all that it says; null: there is none
 */
export async function evidenceObservation(
  db: Kysely<Database>,
  key: DomainKey,
  id: string,
  signals: readonly VersionedSignal[],
): Promise<RoomObservation | null> {
  const row = await observationRow(db, key, id);
  if (row === undefined) return null;
  const requirements = await requirementsOf(db, row).execute();
  const object = await db
    .selectFrom('target_object')
    .select(['key', 'name'])
    .where('tenant_id', '=', key.tenant)
    .where('id', '=', row.target_object_id)
    .executeTakeFirst();
  return toObservation(row, { requirements, object }, signals);
}

const observationRow = (db: Kysely<Database>, { tenant, domain }: DomainKey, id: string) =>
  db
    .selectFrom('observation')
    .selectAll()
    .where('tenant_id', '=', tenant)
    .where('domain_id', '=', domain)
    .where('id', '=', id)
    .executeTakeFirst();

type ObservationRow = NonNullable<Awaited<ReturnType<typeof observationRow>>>;

const requirementsOf = (db: Kysely<Database>, { tenant_id, id }: ObservationRow) =>
  db
    .selectFrom('observation_requirement')
    .select(['requirement_id as requirement', 'verdict', 'strength'])
    .where('tenant_id', '=', tenant_id)
    .where('observation_id', '=', id)
    .orderBy('requirement_id');

interface Told {
  requirements: RoomObservation['requirements'];
  object: { key: string; name: string } | undefined;
}

function toObservation(
  row: ObservationRow,
  { requirements, object }: Told,
  signals: readonly VersionedSignal[],
): RoomObservation {
  const definition = signals.find((signal) => signal.id === row.signal_id);
  return {
    id: row.id,
    signal: row.signal_id,
    title: definition?.title ?? { de: row.signal_id, en: row.signal_id },
    signal_version: row.signal_version,
    object: object ? `${object.key} ${object.name}` : null,
    observed_at: row.observed_at.toISOString(),
    fresh_until: row.fresh_until.toISOString(),
    verdict: row.verdict,
    strength: row.strength,
    origin: row.origin,
    figures: row.figures,
    statement: sentence(definition, row.verdict, row.figures),
    requirements,
  };
}
