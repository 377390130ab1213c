import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  AuditRecordInput,
  AuditRoom,
  AuditRoomFacts,
  AuditSample,
  AuditSampleDetail,
  SampleEntry,
  SampleOrder,
  Worksheet,
} from '../contract/audit-room.js';
import { permissions } from '../identity/roles.js';
import { noteAccess } from '../store/audit-accesses.js';
import { enterRoom, roomsOf } from '../store/audit-grants.js';
import { addRecord, createSample, getSample, listSamples } from '../store/audit-samples.js';
import { populationOf, roomFacts } from '../store/audit-scope.js';
import { worksheetOf } from '../store/audit-worksheet.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { WholeList } from './page.js';
import { roomEvidenceRoutes } from './room-evidence.js';
import { roomPackageRoutes } from './room-packages.js';
import { roomRecordRoutes } from './room-records.js';
import { objectOf, Scope } from './scope.js';

const tags = ['audit room'];
const use = { roles: permissions['audit-room.use'] };
const strict = { additionalProperties: false };
const Uuid = Type.String({ format: 'uuid' });
const Room = Type.Object({ grant: Uuid });
const SampleOfRoom = Type.Object({ grant: Uuid, sample: Uuid });
const Answer = Type.Object(
  { requirement: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000]+$' }), scope: Scope },
  strict,
);
const Narrowed = Type.Object(
  {
    baustein: Type.Optional(Type.String({ maxLength: 40, pattern: '^[^\\u0000]*$' })),
    scope: Type.Optional(Scope),
  },
  strict,
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(readingRoutes, { deps, prefix: '/isms/audit-room' });
  await scope.register(answerRoutes, { deps, prefix: '/isms/audit-room' });
  await scope.register(sampleRoutes, { deps, prefix: '/isms/audit-room' });
  await scope.register(roomEvidenceRoutes, { deps, enter, prefix: '/isms/audit-room' });
  await scope.register(roomRecordRoutes, { deps, enter, prefix: '/isms/audit-room' });
  await scope.register(roomPackageRoutes, { deps, enter, prefix: '/isms/audit-room' });
};

/** What auditors read and record: by a grant of theirs alone, below /isms/audit-room. */
export const auditRoomRoutes = fp(plugin, { name: 'audit-room-routes', dependencies: ['access'] });

/**
 * Lets who calls into the room of a grant and notes what is read there.
 * @param object names what is read
 * @throws GrundwachtError NOT_FOUND for a grant that gives nothing
 */
async function enter(
  deps: RouteDeps,
  request: FastifyRequest & { params: { grant: string } },
  object: string,
): Promise<AuditRoom> {
  const { session, params } = request;
  const author = authorOf(request, deps);
  const room = await enterRoom(deps.db, session.user.id, params.grant, author.now);
  await noteAccess(deps.db, room, session.token, object, author);
  return room;
}

const readingRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db, now } = deps;
  scope.get(
    '',
    {
      config: use,
      schema: {
        tags,
        summary: 'What you were given to read today; without a grant nothing',
        response: { 200: WholeList(AuditRoom) },
      },
    },
    async ({ session }) => ({ items: await roomsOf(db, session.user.id, now()), next: null }),
  );

  scope.get(
    '/:grant',
    {
      config: use,
      schema: {
        tags,
        summary: 'A scope: its audit, how many answers there are, and of what',
        params: Room,
        response: { 200: AuditRoomFacts },
      },
    },
    async (request) => roomFacts(db, await enter(deps, request, 'room')),
  );

  scope.get(
    '/:grant/requirements',
    {
      config: use,
      schema: {
        tags,
        summary: 'The answered requirements of a scope, which samples are drawn from',
        params: Room,
        querystring: Narrowed,
        response: { 200: WholeList(SampleEntry) },
      },
    },
    async (request) => {
      const { baustein, scope } = request.query;
      const narrowed = { baustein, object: scope && objectOf(scope) };
      const object = `requirements ${baustein ?? 'all'} ${scope ?? 'all'}`;
      const room = await enter(deps, request, object);
      return { items: await populationOf(db, room, narrowed, now()), next: null };
    },
  );
};

const answerRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db, now } = deps;
  scope.get(
    '/:grant/requirement',
    {
      config: use,
      schema: {
        tags,
        summary: 'An answer of the scope with its history, its evidence and what signals say',
        params: Room,
        querystring: Answer,
        response: { 200: Worksheet },
      },
    },
    async (request) => {
      const { requirement, scope } = request.query;
      const room = await enter(deps, request, `requirement ${requirement} ${scope}`);
      return worksheetOf(db, room, { requirement, object: objectOf(scope) }, now());
    },
  );
};

const sampleRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/:grant/samples',
    {
      config: use,
      schema: {
        tags,
        summary: 'Samples that were drawn in the scope, the latest first',
        params: Room,
        response: { 200: WholeList(AuditSample) },
      },
    },
    async (request) => {
      const { grant } = await enter(deps, request, 'samples');
      return { items: await listSamples(db, { audit: grant.audit, grant: grant.id }), next: null };
    },
  );

  scope.post(
    '/:grant/samples',
    {
      config: use,
      schema: {
        tags,
        summary: 'Draw a sample of the answered requirements; method, seed and population are recorded',
        params: Room,
        body: SampleOrder,
        response: { 201: AuditSample },
      },
    },
    async (request, reply) => {
      const room = await enter(deps, request, 'samples');
      const author = authorOf(request, deps);
      const { body } = request;
      const sample = await db.transaction().execute((trx) => createSample(trx, room, body, author));
      reply.status(201).header('location', `/api/v1/isms/audit-room/${room.grant.id}/samples/${sample.id}`);
      return sample;
    },
  );

  scope.get(
    '/:grant/samples/:sample',
    {
      config: use,
      schema: {
        tags,
        summary: 'A sample with its population, and whether its seed gives it again',
        params: SampleOfRoom,
        response: { 200: AuditSampleDetail },
      },
    },
    async (request) => {
      const { sample } = request.params;
      return getSample(db, await enter(deps, request, `sample ${sample}`), sample);
    },
  );

  scope.post(
    '/:grant/samples/:sample/records',
    {
      config: use,
      schema: {
        tags,
        summary: 'Record that something drawn conforms, or a finding of the audit about it',
        params: SampleOfRoom,
        body: AuditRecordInput,
        response: { 201: AuditSample },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const room = await enter(deps, request, `sample ${params.sample}`);
      const author = authorOf(request, deps);
      const sample = await db
        .transaction()
        .execute((trx) => addRecord(trx, room, params.sample, body, author));
      reply.status(201);
      return sample;
    },
  );
};
