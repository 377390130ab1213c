import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { EvidenceDisplay } from '../contract/audit-room.js';
import { GrundwachtError } from '../contract/errors.js';
import { type Evidence, EvidenceFile, type EvidenceStated } from '../contract/evidence.js';
import { mayIn } from '../identity/api-tokens.js';
import { permissions } from '../identity/roles.js';
import { signalDefinitions } from '../signal/definitions.js';
import { evidenceObservation } from '../store/audit-evidence.js';
import { findDomain } from '../store/domains.js';
import { readEvidenceFile, storeEvidenceFile } from '../store/evidence-files.js';
import { getEvidence, listEvidenceVersions } from '../store/evidence-list.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { sendShown, shownFile } from './shown-file.js';
import { DomainQuery } from './target-objects.js';

const tags = ['evidence'];
const bytes = 'application/octet-stream';

/** Files of evidence: uploaded as they come, and always given out to be saved. */
export const evidenceFileRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db, evidence } = deps;
  // Not read into memory: the store takes it piece by piece and ends it at the limit.
  scope.addContentTypeParser(bytes, (_request, payload, done) => done(null, payload));

  scope.post(
    '/evidence/files',
    {
      config: { roles: permissions['isms.change'] },
      bodyLimit: evidence.limit,
      schema: {
        tags,
        summary: 'Upload a file, to be named by an item afterwards',
        consumes: [bytes],
        querystring: Type.Object(
          {
            ...DomainQuery.properties,
            name: Type.String({ minLength: 1, maxLength: 255, description: 'of the file, with its ending' }),
          },
          { additionalProperties: false },
        ),
        response: { 201: EvidenceFile },
      },
    },
    async (request, reply) => {
      const { tenant, domain, name } = request.query;
      await findDomain(db, tenant, domain);
      if (!isStream(request.body)) {
        throw new GrundwachtError('MEDIA_TYPE_UNSUPPORTED', {
          message: 'the file comes as {bytes}',
          values: { bytes },
        });
      }
      const upload = { tenant, name, content: request.body };
      const stored = await storeEvidenceFile(db, evidence, upload, authorOf(request, deps));
      reply.status(201);
      return stored;
    },
  );

  scope.get(
    '/evidence/:id/file',
    {
      config: { roles: permissions['isms.read'] },
      schema: {
        tags,
        summary: 'The file of an item, or of one of its versions',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        querystring: Type.Object(
          { version: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 })) },
          { additionalProperties: false },
        ),
      },
    },
    async ({ params: { id }, query: { version }, session }, reply) => {
      const item = await getEvidence(db, id, deps.now());
      const { file, classification } = await statedIn(item, version);
      // A file stays what it was classified as when it came, and becomes what the item is now.
      mayRead(item, session, classification);
      if (file === null) throw new GrundwachtError('NOT_FOUND', 'this version of the evidence has no file');
      const content = await readEvidenceFile(evidence.dir, item.tenant, file.sha256);
      reply.header('content-type', bytes);
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
      return reply.send(content);
    },
  );

  scope.get(
    '/evidence/:id/display',
    {
      config: { roles: permissions['isms.read'] },
      schema: {
        tags,
        summary: 'What of an item can be shown in a page: its file as what it is, or what was observed',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 200: EvidenceDisplay },
      },
    },
    async ({ params: { id }, session }) => {
      const item = await getEvidence(db, id, deps.now());
      mayRead(item, session);
      const { file, observation } = item;
      const shown = file && (await shownFile(evidence.dir, item.tenant, file));
      const observed =
        observation === null ? null : await evidenceObservation(db, item, observation, signalDefinitions());
      return { shown: shown?.kind ?? null, observed };
    },
  );

  scope.get(
    '/evidence/:id/view',
    {
      config: { roles: permissions['isms.read'] },
      schema: {
        tags,
        summary: 'The file to be shown: PDF, image, or the beginning of a text',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
      },
    },
    async ({ params: { id }, session }, reply) => {
      const item = await getEvidence(db, id, deps.now());
      mayRead(item, session);
      if (item.file === null)
        throw new GrundwachtError('NOT_FOUND', 'this version of the evidence has no file');
      return sendShown(reply, evidence.dir, item.tenant, item.file);
    },
  );

  /** @throws GrundwachtError FORBIDDEN when it is strictly confidential and the reader may not */
  function mayRead(
    { classification, tenant }: Evidence,
    session: FastifyRequest['session'],
    before: Evidence['classification'] = classification,
  ): void {
    const isStrict = classification === 'strict' || before === 'strict';
    if (isStrict && !mayIn(session, tenant, 'evidence.strict')) {
      throw new GrundwachtError('FORBIDDEN', 'the evidence is strictly confidential');
    }
  }

  async function statedIn(item: Evidence, version = item.version): Promise<EvidenceStated> {
    const versions = await listEvidenceVersions(db, item.id);
    const found = versions.find(({ number }) => number === version);
    if (found !== undefined) return found.stated as unknown as EvidenceStated;
    throw new GrundwachtError('NOT_FOUND', {
      message: 'the evidence has no version {version}',
      values: { version },
    });
  }
};

const isStream = (body: unknown): body is Readable =>
  typeof body === 'object' && body !== null && 'pipe' in body;
