import Type from 'typebox';
import { OwnThreatInput, RiskThreat } from '../contract/risk.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import {
  createOwnThreat,
  deleteOwnThreat,
  listRiskThreats,
  type StatedThreat,
  updateOwnThreat,
} from '../store/risk-threats.js';
import type { RoutePlugin } from './deps.js';
import { inDomain } from './in-domain.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';
import { refuse, Version } from './versioned.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const ThreatId = Type.Object({ id: Type.String({ maxLength: 10, description: 'such as `G z.1`' }) });

/** Threats that risks are about. */
export const threatRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/risk-threats',
    {
      config: read,
      schema: {
        tags,
        summary: "The elementary threats and the domain's own ones",
        querystring: DomainQuery,
        response: { 200: WholeList(RiskThreat) },
      },
    },
    async ({ query: { tenant, domain } }) => ({
      items: await listRiskThreats(db, await findDomain(db, tenant, domain)),
      next: null,
    }),
  );

  scope.post(
    '/risk-threats',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add an own threat, under the next number',
        querystring: DomainQuery,
        body: OwnThreatInput,
        response: { 201: RiskThreat },
      },
    },
    async (request, reply) => {
      const stated = checkedThreat(request.body);
      reply.status(201);
      return inDomain(deps, request, async (trx, key, author) => {
        return createOwnThreat(trx, key, stated, author);
      });
    },
  );

  scope.put(
    '/risk-threats/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Change an own threat',
        params: ThreatId,
        querystring: DomainQuery,
        body: Type.Object(
          { ...OwnThreatInput.properties, version: Version },
          { additionalProperties: false },
        ),
        response: { 200: RiskThreat },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const stated = checkedThreat(input);
      return inDomain(deps, request, async (trx, key, author) => {
        return updateOwnThreat(trx, key, request.params.id, version, stated, author);
      });
    },
  );

  scope.delete(
    '/risk-threats/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete an own threat that no risk names',
        params: ThreatId,
        querystring: Type.Object(
          { ...DomainQuery.properties, version: Version },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { version } = request.query;
      await inDomain(deps, request, async (trx, key, author) => {
        return deleteOwnThreat(trx, key, request.params.id, version, author);
      });
      reply.status(204);
      return null;
    },
  );
};

function checkedThreat(input: OwnThreatInput): StatedThreat {
  const stated = {
    title: input.title.trim().normalize('NFC'),
    description: (input.description ?? '').trim().normalize('NFC'),
  };
  if (stated.title === '') refuse([{ pointer: '/title', message: 'must not be blank' }]);
  for (const name of ['title', 'description'] as const) {
    if (stated[name].includes('\0')) refuse([{ pointer: `/${name}`, message: 'must not contain U+0000' }]);
  }
  return stated;
}
