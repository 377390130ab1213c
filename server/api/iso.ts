import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  Audit,
  AuditInput,
  Finding,
  FindingInput,
  Statement,
  StatementDetail,
  StatementInput,
} from '../contract/iso.js';
import { permissions } from '../identity/roles.js';
import {
  auditProblems,
  normaliseAudit,
  normaliseFinding,
  normaliseStatement,
  statementProblems,
} from '../isms/iso/stated.js';
import { createAudit, deleteAudit, getAudit, listAudits, updateAudit } from '../store/audit-programme.js';
import { findDomain } from '../store/domains.js';
import { listFindings } from '../store/finding-list.js';
import { createFinding, deleteFinding, updateFinding } from '../store/findings.js';
import { getStatement, listStatements, setStatement } from '../store/soa.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { inDomain } from './in-domain.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';
import { refuse, Version, VersionOnly, VersionOrNone } from './versioned.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Control = Type.Object({ control: Type.String({ maxLength: 20, description: 'such as `5.1`' }) });
const strict = { additionalProperties: false };

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(statementRoutes, { deps, prefix: '/isms' });
  await scope.register(auditRoutes, { deps, prefix: '/isms' });
  await scope.register(findingRoutes, { deps, prefix: '/isms' });
};

/** What ISO/IEC 27001 asks for beyond: Statement of Applicability, audits and findings, below /isms. */
export const isoRoutes = fp(plugin, { name: 'iso27001-routes', dependencies: ['access'] });

const statementRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/soa',
    {
      config: read,
      schema: {
        tags,
        summary:
          'The Statement of Applicability: every control of Annex A, with the state derived from the check',
        querystring: DomainQuery,
        response: { 200: WholeList(Statement) },
      },
    },
    async ({ query: { tenant, domain } }) => ({
      items: await listStatements(db, await findDomain(db, tenant, domain)),
      next: null,
    }),
  );

  scope.get(
    '/soa/:control',
    {
      config: read,
      schema: {
        tags,
        summary: 'What is said of a control of Annex A, and what its derived state comes from',
        params: Control,
        querystring: DomainQuery,
        response: { 200: StatementDetail },
      },
    },
    async ({ params, query: { tenant, domain } }) =>
      getStatement(db, await findDomain(db, tenant, domain), params.control),
  );

  scope.put(
    '/soa/:control',
    {
      config: change,
      schema: {
        tags,
        summary: 'Say whether a control of Annex A is applied, why, and perhaps its state',
        params: Control,
        querystring: DomainQuery,
        body: Type.Object({ ...StatementInput.properties, version: VersionOrNone }, strict),
        response: { 200: StatementDetail },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const stated = normaliseStatement(input);
      refuse(statementProblems(stated));
      return inDomain(deps, request, async (trx, key, author) => {
        return setStatement(trx, key, request.params.control, version, stated, author);
      });
    },
  );
};

const auditRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/audits',
    {
      config: read,
      schema: {
        tags,
        summary: 'The audit programme, latest first',
        querystring: DomainQuery,
        response: { 200: WholeList(Audit) },
      },
    },
    async ({ query: { tenant, domain } }) => ({
      items: await listAudits(db, await findDomain(db, tenant, domain)),
      next: null,
    }),
  );

  scope.post(
    '/audits',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add an audit to the programme',
        querystring: DomainQuery,
        body: AuditInput,
        response: { 201: Audit },
      },
    },
    async (request, reply) => {
      const stated = normaliseAudit(request.body);
      refuse(auditProblems(stated));
      const created = await inDomain(deps, request, async (trx, key, author) => {
        return createAudit(trx, key, stated, author);
      });
      reply.status(201).header('location', `/api/v1/isms/audits/${created.id}`);
      return created;
    },
  );

  scope.get(
    '/audits/:id',
    { config: read, schema: { tags, summary: 'An audit', params: Id, response: { 200: Audit } } },
    async ({ params }) => getAudit(db, params.id),
  );

  scope.put(
    '/audits/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Replace what is said of an audit; refused when its version is not the one given',
        params: Id,
        body: Type.Object({ ...AuditInput.properties, version: Version }, strict),
        response: { 200: Audit },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const stated = normaliseAudit(input);
      refuse(auditProblems(stated));
      const author = authorOf(request, deps);
      return db.transaction().execute((trx) => updateAudit(trx, request.params.id, version, stated, author));
    },
  );

  scope.delete(
    '/audits/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete an audit without findings',
        params: Id,
        querystring: VersionOnly,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { version } = request.query;
      await db.transaction().execute((trx) => deleteAudit(trx, request.params.id, version, author));
      reply.status(204);
      return null;
    },
  );
};

const findingRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/audits/:id/findings',
    {
      config: read,
      schema: { tags, summary: 'What an audit found', params: Id, response: { 200: WholeList(Finding) } },
    },
    async ({ params: { id } }) => ({
      items: await listFindings(db, await getAudit(db, id)),
      next: null,
    }),
  );

  scope.post(
    '/audits/:id/findings',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add a finding, under the next number; corrective actions are measures for it',
        params: Id,
        body: FindingInput,
        response: { 201: Finding },
      },
    },
    async (request, reply) => {
      const stated = normaliseFinding(request.body);
      const author = authorOf(request, deps);
      reply.status(201);
      return db.transaction().execute((trx) => createFinding(trx, request.params.id, stated, author));
    },
  );

  scope.put(
    '/findings/:id',
    {
      config: change,
      schema: {
        tags,
        summary:
          'Replace what is said of a finding, or close it; refused when its version is not the one given',
        params: Id,
        body: Type.Object({ ...FindingInput.properties, version: Version }, strict),
        response: { 200: Finding },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const stated = normaliseFinding(input);
      const author = authorOf(request, deps);
      return db
        .transaction()
        .execute((trx) => updateFinding(trx, request.params.id, version, stated, author));
    },
  );

  scope.delete(
    '/findings/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete a finding with its corrective actions',
        params: Id,
        querystring: VersionOnly,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { version } = request.query;
      await db.transaction().execute((trx) => deleteFinding(trx, request.params.id, version, author));
      reply.status(204);
      return null;
    },
  );
};
