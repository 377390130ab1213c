import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { RoomEvidenceDetail } from '../contract/audit-room.js';
import { GrundwachtError } from '../contract/errors.js';
import { permissions } from '../identity/roles.js';
import { signalDefinitions } from '../signal/definitions.js';
import { roomObservation } from '../store/audit-evidence.js';
import { roomEvidence } from '../store/audit-worksheet.js';
import { readEvidenceFile } from '../store/evidence-files.js';
import type { RoutePluginWith } from './deps.js';
import type { EnterRoom } from './room-packages.js';
import { sendShown, shownFile } from './shown-file.js';

const tags = ['audit room'];
const config = { roles: permissions['audit-room.use'] };
const Uuid = Type.String({ format: 'uuid' });
const params = Type.Object({ grant: Uuid, evidence: Uuid });

/** Evidence of a room: what is known of it, its file to be shown, and to be saved. */
export const roomEvidenceRoutes: RoutePluginWith<{ enter: EnterRoom }> = async (scope, { deps, enter }) => {
  const { db, evidence, now } = deps;
  const fileOf = async (request: FastifyRequest & { params: { grant: string; evidence: string } }) => {
    const { evidence: id } = request.params;
    const room = await enter(deps, request, `file ${id}`);
    const { file } = await roomEvidence(db, room, id, now());
    if (file === null)
      throw new GrundwachtError('NOT_FOUND', { message: 'the evidence {id} has no file', values: { id } });
    return { file, tenant: room.grant.tenant };
  };

  scope.get(
    '/:grant/evidence/:evidence',
    {
      config,
      schema: {
        tags,
        summary: 'An item of evidence that serves an answer of the scope, and whether its file can be shown',
        params,
        response: { 200: RoomEvidenceDetail },
      },
    },
    async (request) => {
      const { evidence: id } = request.params;
      const room = await enter(deps, request, `evidence ${id}`);
      const item = await roomEvidence(db, room, id, now());
      const shown = item.file && (await shownFile(evidence.dir, room.grant.tenant, item.file));
      const observed =
        item.observation === null
          ? null
          : await roomObservation(db, room, item.observation, signalDefinitions());
      return { ...item, shown: shown?.kind ?? null, observed };
    },
  );

  scope.get(
    '/:grant/evidence/:evidence/view',
    {
      config,
      schema: {
        tags,
        summary:
          'The file to be shown: PDF, image, or the beginning of a text, where its content is what its name says',
        params,
      },
    },
    async (request, reply) => {
      const { file, tenant } = await fileOf(request);
      return sendShown(reply, evidence.dir, tenant, file);
    },
  );

  scope.get(
    '/:grant/evidence/:evidence/file',
    {
      config,
      schema: { tags, summary: 'The file of an item of evidence that serves an answer of the scope', params },
    },
    async (request, reply) => {
      const { file, tenant } = await fileOf(request);
      reply.header('content-type', 'application/octet-stream');
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
      return reply.send(await readEvidenceFile(evidence.dir, tenant, file.sha256));
    },
  );
};
