import { type Kysely, sql } from 'kysely';
import type { AuditRoom, RoomEvidence, Worksheet } from '../contract/audit-room.js';
import { GrundwachtError } from '../contract/errors.js';
import { assessmentsOf, toAssessment } from './assessment-rows.js';
import { type AnswerKey, answersOf, grantKey, servesAnswer } from './audit-scope.js';
import { listRequirements } from './catalogs.js';
import { checkHistory } from './check-history.js';
import { getEvidence } from './evidence-list.js';
import { signalsOf } from './observations.js';
import type { Database } from './tables.js';

/** Changes of an answer that are given out at most, the latest first. */
const historyLimit = 200;

/**
 * Everything about one answer: its requirement, its history, its evidence, what signals say now.
 * @param now milliseconds since the epoch
 * @throws GrundwachtError NOT_FOUND for an answer that the room does not give
 */
export async function worksheetOf(
  db: Kysely<Database>,
  room: AuditRoom,
  answer: AnswerKey,
  now: number,
): Promise<Worksheet> {
  const key = grantKey(room);
  const { catalog, scopes } = room.grant;
  const baustein = await mustBeInRoom(db, room, answer);
  const scope = answer.object ?? key.domain;
  const requirements = await listRequirements(db, catalog, baustein);
  const row = await assessmentsOf(db, key, catalog)
    .where('scope_id', '=', scope)
    .where('requirement_id', '=', answer.requirement)
    .executeTakeFirstOrThrow();
  const history = await checkHistory(
    db,
    key,
    { object: answer.object, what: answer.requirement },
    historyLimit,
  );
  const [signals = []] = await signalsOf(db, key, catalog, [answer], now);
  // Of the whole domain signals of every object speak, also of those that the room does not give.
  const hidden = answer.object === null && scopes.length > 0;
  return {
    requirement: requirements.find(({ id }) => id === answer.requirement)!,
    answer: toAssessment(row),
    history: history.filter(({ subject }) => subject === 'assessment'),
    evidence: await evidenceOf(db, room, answer, now),
    signals: signals.filter(({ target_object }) => !hidden || target_object === null),
  };
}

/**
 * @param now milliseconds since the epoch
 * @returns an item that serves an answer of the room
 * @throws GrundwachtError NOT_FOUND for an item that the room does not give
 */
export async function roomEvidence(
  db: Kysely<Database>,
  room: AuditRoom,
  id: string,
  now: number,
): Promise<RoomEvidence> {
  const row = await answersOf(db, room)
    .innerJoin('evidence as e', (join) => join.on(servesAnswer(room)))
    .select('e.id')
    .where('e.id', '=', id)
    .executeTakeFirst();
  if (row === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'the room has no evidence {id}', values: { id } });
  return toRoomEvidence(db, id, now);
}

async function evidenceOf(
  db: Kysely<Database>,
  room: AuditRoom,
  answer: AnswerKey,
  now: number,
): Promise<RoomEvidence[]> {
  const rows = await answersOf(db, room)
    .innerJoin('evidence as e', (join) => join.on(servesAnswer(room)))
    .select('e.id')
    .where('a.requirement_id', '=', answer.requirement)
    .where('a.target_object_id', 'is not distinct from', answer.object)
    .orderBy(sql`e.withdrawn_at is not null, e.effective_on desc, e.id`)
    .execute();
  const items: RoomEvidence[] = [];
  for (const { id } of rows) items.push(await toRoomEvidence(db, id, now));
  return items;
}

async function toRoomEvidence(db: Kysely<Database>, id: string, now: number): Promise<RoomEvidence> {
  const item = await getEvidence(db, id, now);
  const { kind, title, shows, effective_on, valid_until, provided_by, classification } = item;
  const { state, file, link, observation, version } = item;
  const stated = { id, kind, title, shows, effective_on, valid_until, provided_by, classification };
  return { ...stated, state, file, link, observation, version };
}

/**
 * @returns the Baustein of an answer
 * @throws GrundwachtError NOT_FOUND for an answer that the room does not give
 */
export async function mustBeInRoom(
  db: Kysely<Database>,
  room: AuditRoom,
  { requirement, object }: AnswerKey,
): Promise<string> {
  const row = await answersOf(db, room)
    .select('a.baustein_id')
    .where('a.requirement_id', '=', requirement)
    .where('a.target_object_id', 'is not distinct from', object)
    .executeTakeFirst();
  if (row !== undefined) return row.baustein_id;
  throw new GrundwachtError('NOT_FOUND', {
    message: 'the room has no answer to {requirement} for {object}',
    values: { requirement, object: object ?? 'the domain' },
  });
}
