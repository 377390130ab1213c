import Type from 'typebox';
import { Profile, ProfileInput } from '../contract/modelling.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { listProfiles, removeProfile, storeProfile } from '../store/modelling-profiles.js';
import type { RoutePlugin } from './deps.js';
import { inDomain } from './in-domain.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const change = { roles: permissions['isms.change'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });
const Version = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 });

/** What of the catalogue is asked for in a domain. */
export const profileRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/modelling/profiles',
    {
      config: { roles: permissions['isms.read'] },
      schema: {
        tags,
        summary: "The standard's profiles and the domain's own",
        querystring: DomainQuery,
        response: { 200: WholeList(Profile) },
      },
    },
    async ({ query: { tenant, domain } }) => ({
      items: await listProfiles(db, await findDomain(db, tenant, domain)),
      next: null,
    }),
  );

  scope.post(
    '/modelling/profiles',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add a profile of your own',
        querystring: DomainQuery,
        body: ProfileInput,
        response: { 201: Profile },
      },
    },
    async (request, reply) => {
      const added = await inDomain(deps, request, async (trx, key, author) => {
        return storeProfile(trx, key, request.body, author);
      });
      reply.status(201);
      return added;
    },
  );

  scope.put(
    '/modelling/profiles/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Replace a profile of your own; refused when its version is not the one given',
        params: Id,
        querystring: DomainQuery,
        body: Type.Object({ ...ProfileInput.properties, version: Version }, { additionalProperties: false }),
        response: { 200: Profile },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const { id } = request.params;
      return inDomain(deps, request, async (trx, key, author) => {
        return storeProfile(trx, key, input, author, { id, version });
      });
    },
  );

  scope.delete(
    '/modelling/profiles/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete a profile of your own',
        params: Id,
        querystring: Type.Object(
          { ...DomainQuery.properties, version: Version },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { version } = request.query;
      const { id } = request.params;
      await inDomain(deps, request, async (trx, key, author) => {
        await removeProfile(trx, key, id, version, author);
      });
      reply.status(204);
      return null;
    },
  );
};
