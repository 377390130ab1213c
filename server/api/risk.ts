import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  Risk,
  RiskInput,
  RiskMatrix,
  RiskMatrixInput,
  RiskOverview,
  ThreatProposals,
} from '../contract/risk.js';
import { permissions } from '../identity/roles.js';
import { matrixProblems } from '../isms/risk/matrix.js';
import { normaliseRisk, riskProblems } from '../isms/risk/stated-risk.js';
import { findDomain } from '../store/domains.js';
import { getRiskMatrix, setRiskMatrix } from '../store/risk-matrix.js';
import { getRiskOverview } from '../store/risk-overview.js';
import { proposeThreats } from '../store/risk-threats.js';
import { addRisks, deleteRisk, listDomainRisks, listRisks, signRisk, updateRisk } from '../store/risks.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { inDomain } from './in-domain.js';
import { WholeList } from './page.js';
import { mustBePerson } from './person.js';
import { threatRoutes } from './risk-threats.js';
import { DomainQuery } from './target-objects.js';
import { refuse, Version, VersionOnly, VersionOrNone } from './versioned.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Uuid = Type.String({ format: 'uuid' });
const Id = Type.Object({ id: Uuid });
const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(matrixRoutes, { deps, prefix: '/isms' });
  await scope.register(threatRoutes, { deps, prefix: '/isms' });
  await scope.register(singleRiskRoutes, { deps, prefix: '/isms' });
};

/** Risk analysis (BSI-Standard 200-3), below /isms. */
export const riskRoutes = fp(plugin, { name: 'risk-routes', dependencies: ['access'] });

const matrixRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/risk-matrix',
    {
      config: read,
      schema: {
        tags,
        summary: 'Which risk a frequency and a damage make together, in a domain',
        querystring: DomainQuery,
        response: { 200: RiskMatrix },
      },
    },
    async ({ query: { tenant, domain } }) => getRiskMatrix(db, await findDomain(db, tenant, domain)),
  );

  scope.put(
    '/risk-matrix',
    {
      config: change,
      schema: {
        tags,
        summary: "Change a domain's matrix; the sign-off of a risk whose level changes goes",
        querystring: DomainQuery,
        body: Type.Object(
          { ...RiskMatrixInput.properties, version: VersionOrNone },
          { additionalProperties: false },
        ),
        response: { 200: RiskMatrix },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      refuse(matrixProblems(input));
      return inDomain(deps, request, async (trx, key, author) => {
        return setRiskMatrix(trx, key, version, input, author);
      });
    },
  );

  scope.get(
    '/risk-overview',
    {
      config: read,
      schema: {
        tags,
        summary:
          'Which target objects need a risk analysis and how far it is, and the risks by cell of the matrix',
        querystring: DomainQuery,
        response: { 200: RiskOverview },
      },
    },
    async ({ query: { tenant, domain } }) => getRiskOverview(db, await findDomain(db, tenant, domain)),
  );

  scope.get(
    '/risks',
    {
      config: read,
      schema: {
        tags,
        summary: 'All risks of a domain',
        querystring: DomainQuery,
        response: { 200: WholeList(Risk) },
      },
    },
    async ({ query: { tenant, domain } }) => ({
      items: await listDomainRisks(db, await findDomain(db, tenant, domain)),
      next: null,
    }),
  );
};

const singleRiskRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/target-objects/:id/risks',
    {
      config: read,
      schema: {
        tags,
        summary: 'The threats that were looked at for a target object',
        params: Id,
        response: { 200: WholeList(Risk) },
      },
    },
    async ({ params }) => ({ items: await listRisks(db, params.id), next: null }),
  );

  scope.get(
    '/target-objects/:id/threat-proposals',
    {
      config: read,
      schema: {
        tags,
        summary: 'The threats that should be looked at for a target object, and why',
        params: Id,
        response: { 200: ThreatProposals },
      },
    },
    async ({ params }) => proposeThreats(db, params.id),
  );

  scope.post(
    '/target-objects/:id/risks',
    {
      config: change,
      schema: {
        tags,
        summary: 'Look at threats for a target object; those that are looked at already stay as they are',
        params: Id,
        body: Type.Object(
          { threats: Type.Array(Type.String({ maxLength: 10 }), { minItems: 1, maxItems: 200 }) },
          { additionalProperties: false },
        ),
        response: { 200: WholeList(Risk) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const author = authorOf(request, deps);
      const { threats } = request.body;
      const items = await db.transaction().execute((trx) => addRisks(trx, id, threats, author));
      return { items, next: null };
    },
  );

  scope.put(
    '/risks/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Say what a risk amounts to and what is done about it; a sign-off goes',
        params: Id,
        body: Type.Object({ ...RiskInput.properties, version: Version }, { additionalProperties: false }),
        response: { 200: Risk },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const stated = normaliseRisk(input);
      refuse(riskProblems(stated));
      const author = authorOf(request, deps);
      return db.transaction().execute((trx) => updateRisk(trx, request.params.id, version, stated, author));
    },
  );

  scope.post(
    '/risks/:id/sign-off',
    {
      config: change,
      schema: {
        tags,
        summary: 'Sign a risk: what is left of it is accepted',
        params: Id,
        body: VersionOnly,
        response: { 200: Risk },
      },
    },
    async (request) => {
      mustBePerson(request, 'an API token cannot accept a risk: a person answers for that');
      const author = authorOf(request, deps);
      const { version } = request.body;
      return db.transaction().execute((trx) => signRisk(trx, request.params.id, version, author));
    },
  );

  scope.delete(
    '/risks/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Take a threat off what is looked at, with its measures',
        params: Id,
        querystring: VersionOnly,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      await db
        .transaction()
        .execute((trx) => deleteRisk(trx, request.params.id, request.query.version, author));
      reply.status(204);
      return null;
    },
  );
};
