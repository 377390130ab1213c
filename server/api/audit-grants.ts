import fp from 'fastify-plugin';
import Type from 'typebox';
import { AuditAccess, AuditGrant, AuditGrantInput, AuditSample } from '../contract/audit-room.js';
import { permissions } from '../identity/roles.js';
import { listAccesses } from '../store/audit-accesses.js';
import { createGrant, listGrants, revokeGrant } from '../store/audit-grants.js';
import { getAudit } from '../store/audit-programme.js';
import { listSamples } from '../store/audit-samples.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { releaseRoutes } from './package-releases.js';
import { WholeList } from './page.js';

const tags = ['audit room'];
const manage = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const AccessQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
    cursor: Type.Optional(
      Type.String({ pattern: '^[1-9][0-9]{0,14}$', description: '`next` of the page before' }),
    ),
  },
  { additionalProperties: false },
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(grantRoutes, { deps, prefix: '/isms' });
  await scope.register(oversightRoutes, { deps, prefix: '/isms' });
  await scope.register(releaseRoutes, { deps, prefix: '/isms' });
};

/** What the ISB gives auditors to read, and what they did with it, below /isms/audits. */
export const auditGrantRoutes = fp(plugin, { name: 'audit-grant-routes', dependencies: ['access'] });

const grantRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db, now } = deps;
  scope.get(
    '/audits/:id/grants',
    {
      config: manage,
      schema: {
        tags,
        summary: 'What of the domain was given to auditors of an audit to read, the latest first',
        params: Id,
        response: { 200: WholeList(AuditGrant) },
      },
    },
    async ({ params: { id } }) => ({ items: await listGrants(db, id, now()), next: null }),
  );

  scope.post(
    '/audits/:id/grants',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Give an auditor Bausteine and target objects of the domain to read',
        params: Id,
        body: AuditGrantInput,
        response: { 201: AuditGrant },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { params, body } = request;
      const grant = await db.transaction().execute((trx) => createGrant(trx, params.id, body, author));
      reply.status(201);
      return grant;
    },
  );

  scope.post(
    '/audit-grants/:id/revoke',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Take a grant back, at once and for good',
        params: Id,
        response: { 200: AuditGrant },
      },
    },
    async (request) => {
      const author = authorOf(request, deps);
      return db.transaction().execute((trx) => revokeGrant(trx, request.params.id, author));
    },
  );
};

const oversightRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/audits/:id/samples',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Samples that were drawn in an audit, with what was said of them',
        params: Id,
        response: { 200: WholeList(AuditSample) },
      },
    },
    async ({ params: { id } }) => {
      await getAudit(db, id);
      return { items: await listSamples(db, { audit: id }), next: null };
    },
  );

  scope.get(
    '/audits/:id/accesses',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Who read what in the audit room, the latest first; once for each session and object',
        params: Id,
        querystring: AccessQuery,
        response: {
          200: Type.Object({
            items: Type.Array(AuditAccess),
            next: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
    },
    async ({ params: { id }, query: { limit, cursor } }) => {
      const before = cursor === undefined ? undefined : Number(cursor);
      const items = await listAccesses(db, id, before, limit + 1);
      const page = items.slice(0, limit);
      return { items: page, next: items.length > limit ? String(page.at(-1)!.id) : null };
    },
  );
};
