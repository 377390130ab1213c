import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  dimensions,
  EffectiveNeed,
  ObjectProtectionNeeds,
  ProtectionNeedInput,
} from '../contract/protection.js';
import { permissions } from '../identity/roles.js';
import { needProblems, normaliseNeed, type StatedNeedValues } from '../isms/protection/stated-need.js';
import { findDomain } from '../store/domains.js';
import { getProtectionNeeds, listEffectiveNeeds, setProtectionNeed } from '../store/protection-needs.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Id = Type.String({ format: 'uuid' });

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(needRoutes, { deps, prefix: '/isms' });
};

/** Protection needs (BSI-Standard 200-2, 8.2), below /isms. */
export const protectionNeedRoutes = fp(plugin, { name: 'protection-need-routes', dependencies: ['access'] });

const needRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/protection-needs',
    {
      config: read,
      schema: {
        tags,
        summary: "The effective protection need of every target object of a domain, by the objects' keys",
        querystring: DomainQuery,
        response: { 200: WholeList(EffectiveNeed) },
      },
    },
    async ({ query: { tenant, domain } }) => ({
      items: await listEffectiveNeeds(deps.db, await findDomain(deps.db, tenant, domain)),
      next: null,
    }),
  );

  scope.get(
    '/target-objects/:id/protection-needs',
    {
      config: read,
      schema: {
        tags,
        summary: 'What is said of a target object, what follows, and why',
        params: Type.Object({ id: Id }),
        response: { 200: ObjectProtectionNeeds },
      },
    },
    async ({ params }) => getProtectionNeeds(deps.db, params.id),
  );

  scope.put(
    '/target-objects/:id/protection-needs/:dimension',
    {
      config: change,
      schema: {
        tags,
        summary: 'Say what a target object needs in one dimension; what depends on it follows',
        params: Type.Object({ id: Id, dimension: Type.Enum(dimensions) }),
        body: Type.Object(
          {
            ...ProtectionNeedInput.properties,
            version: Type.Integer({
              minimum: 0,
              maximum: 2 ** 31 - 2,
              description: 'that the change is based on; 0: nobody said anything yet',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 200: ObjectProtectionNeeds },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const { id, dimension } = request.params;
      const values = checked(input);
      const author = authorOf(request, deps);
      return deps.db.transaction().execute(async (trx) => {
        await setProtectionNeed(trx, id, dimension, version, values, author);
        return getProtectionNeeds(trx, id);
      });
    },
  );
};

/** @throws GrundwachtError VALIDATION with the JSON pointer of every fault */
function checked(input: ProtectionNeedInput): StatedNeedValues {
  const values = normaliseNeed(input);
  const problems = needProblems(values);
  if (problems.length === 0) return values;
  throw new GrundwachtError('VALIDATION', problems);
}
