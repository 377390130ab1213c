import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  Evidence,
  EvidenceChange,
  EvidenceInput,
  EvidencePage,
  EvidenceVersion,
  EvidenceWithdrawal,
  evidenceKinds,
} from '../contract/evidence.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { createEvidence, updateEvidence, withdrawEvidence } from '../store/evidence.js';
import { getEvidence, listEvidence, listEvidenceVersions } from '../store/evidence-list.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { evidenceFileRoutes } from './evidence-files.js';
import { pageQuery, WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const tags = ['evidence'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Uuid = Type.String({ format: 'uuid' });
const Id = Type.Object({ id: Uuid });

const EvidenceQuery = Type.Object(
  {
    ...DomainQuery.properties,
    ...pageQuery,
    state: Type.Optional(Type.Array(Evidence.properties.state, { maxItems: 4 })),
    kind: Type.Optional(Type.Enum(evidenceKinds)),
    requirement: Type.Optional(
      Type.String({ maxLength: 100, description: 'id; with what serves its sub-requirements' }),
    ),
    target_object: Type.Optional(Uuid),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'text in title, what it shows, who provided it, file name',
      }),
    ),
  },
  { additionalProperties: false },
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(reading, { deps, prefix: '/isms' });
  await scope.register(changing, { deps, prefix: '/isms' });
  await scope.register(evidenceFileRoutes, { deps, prefix: '/isms' });
};

/** Evidence (Nachweise), below /isms/evidence. */
export const evidenceRoutes = fp(plugin, { name: 'evidence-routes', dependencies: ['access'] });

const reading: RoutePlugin = async (scope, { deps }) => {
  const { db, now } = deps;
  scope.get(
    '/evidence',
    {
      config: read,
      schema: {
        tags,
        summary: 'Evidence of a domain, what was changed last first',
        querystring: EvidenceQuery,
        response: { 200: EvidencePage },
      },
    },
    async ({ query: { tenant, domain, ...filter } }) =>
      listEvidence(db, await findDomain(db, tenant, domain), filter, now()),
  );

  scope.get(
    '/evidence/:id',
    { config: read, schema: { tags, summary: 'One item', params: Id, response: { 200: Evidence } } },
    async ({ params: { id } }) => getEvidence(db, id, now()),
  );

  scope.get(
    '/evidence/:id/versions',
    {
      config: read,
      schema: {
        tags,
        summary: 'All versions of an item, the latest first, with their places in the log',
        params: Id,
        response: { 200: WholeList(EvidenceVersion) },
      },
    },
    async ({ params: { id } }) => {
      await getEvidence(db, id, now());
      return { items: await listEvidenceVersions(db, id), next: null };
    },
  );
};

const changing: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.post(
    '/evidence',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add an item; a file is uploaded before',
        querystring: DomainQuery,
        body: EvidenceInput,
        response: { 201: Evidence },
      },
    },
    async (request, reply) => {
      const { tenant, domain } = request.query;
      const key = await findDomain(db, tenant, domain);
      const author = authorOf(request, deps);
      const item = await db.transaction().execute((trx) => createEvidence(trx, key, request.body, author));
      reply.status(201).header('location', `/api/v1/isms/evidence/${item.id}`);
      return item;
    },
  );

  scope.put(
    '/evidence/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Say something else of an item or give it another file: a new version',
        params: Id,
        body: EvidenceChange,
        response: { 200: Evidence },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const author = authorOf(request, deps);
      const { id } = request.params;
      return db.transaction().execute((trx) => updateEvidence(trx, id, version, input, author));
    },
  );

  scope.post(
    '/evidence/:id/withdraw',
    {
      config: change,
      schema: {
        tags,
        summary: 'Withdraw an item: it counts no more and stays to be seen',
        params: Id,
        body: EvidenceWithdrawal,
        response: { 200: Evidence },
      },
    },
    async (request) => {
      const { version, reason } = request.body;
      const author = authorOf(request, deps);
      const { id } = request.params;
      return db.transaction().execute((trx) => withdrawEvidence(trx, id, version, reason.trim(), author));
    },
  );
};
