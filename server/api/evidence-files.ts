import type { Readable } from 'node:stream';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { type Evidence, EvidenceFile } from '../contract/evidence.js';
import { hasAnyRole, permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { readEvidenceFile, storeEvidenceFile } from '../store/evidence-files.js';
import { getEvidence, listEvidenceVersions } from '../store/evidence-list.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
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
        throw new GrundwachtError('MEDIA_TYPE_UNSUPPORTED', `the file comes as ${bytes}`);
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
      if (item.classification === 'strict' && !hasAnyRole(session.user, permissions['evidence.strict'])) {
        throw new GrundwachtError('FORBIDDEN', 'the evidence is strictly confidential');
      }
      const file = await fileOf(item, version);
      const content = await readEvidenceFile(evidence.dir, item.tenant, file.sha256);
      reply.header('content-type', bytes);
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`);
      return reply.send(content);
    },
  );

  async function fileOf(item: Evidence, version = item.version): Promise<{ sha256: string; name: string }> {
    const versions = await listEvidenceVersions(db, item.id);
    const stated = versions.find(({ number }) => number === version)?.stated;
    const file = (stated as { file?: { sha256: string; name: string } | null } | undefined)?.file;
    if (file) return file;
    throw new GrundwachtError('NOT_FOUND', `version ${version} of the evidence has no file`);
  }
};

const isStream = (body: unknown): body is Readable =>
  typeof body === 'object' && body !== null && 'pipe' in body;
