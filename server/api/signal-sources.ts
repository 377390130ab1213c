import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { LogSource, SourceDecision } from '../contract/signal.js';
import { permissions } from '../identity/roles.js';
import { getDomain } from '../store/domains.js';
import { adoptSource } from '../store/source-adopt.js';
import { combinedSources, decideSource, forgetSource, matchedSources } from '../store/source-matches.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { WholeList } from './page.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['signals'];
const change = { roles: permissions['isms.change'] };

async function sourceOf({ db }: RouteDeps, tenant: string, name: string): Promise<LogSource> {
  const source = combinedSources(await matchedSources(db, tenant)).find((each) => each.name === name);
  if (source === undefined)
    throw new GrundwachtError('NOT_FOUND', {
      pointer: '/name',
      message: 'no source {name} has sent records',
      values: { name },
    });
  return source;
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/signal-sources',
    {
      config: { roles: permissions['signals.read'] },
      schema: {
        tags,
        summary: 'Log sources and the target objects that they are; those that need a person first',
        querystring: tenantQuery,
        response: { 200: WholeList(LogSource) },
      },
    },
    async ({ query: { tenant } }) => ({
      items: combinedSources(await matchedSources(deps.db, tenant)),
      next: null,
    }),
  );

  scope.post(
    '/signal-sources/decision',
    {
      config: change,
      schema: {
        tags,
        summary: 'Say which target object a source is, make one of it, or leave it alone with a reason',
        querystring: tenantQuery,
        body: SourceDecision,
        response: { 200: LogSource },
      },
    },
    async (request) => {
      const {
        query: { tenant },
        body: { name, assign, adopt, ignore },
      } = request;
      await checkTenant(deps, tenant);
      if ([assign, adopt, ignore].filter((each) => each !== undefined).length !== 1) {
        throw new GrundwachtError('VALIDATION', 'give exactly one of /assign, /adopt and /ignore');
      }
      const author = authorOf(request, deps);
      const source = await sourceOf(deps, tenant, name);
      if (adopt !== undefined) {
        const domain = await getDomain(deps.db, adopt.domain);
        if (domain.tenant !== tenant) {
          throw new GrundwachtError('VALIDATION', {
            pointer: '/adopt/domain',
            message: 'the tenant {tenant} has no such domain',
            values: { tenant },
          });
        }
        const key = { tenant, domain: domain.id };
        await deps.db.transaction().execute((trx) => adoptSource(trx, key, source, adopt.key, author));
        await forgetSource(deps.db, tenant, name);
      } else {
        const said = { object: assign ?? null, reason: ignore ?? '' };
        await decideSource(deps.db, tenant, name, said, author);
      }
      return sourceOf(deps, tenant, name);
    },
  );

  scope.delete(
    '/signal-sources/decision',
    {
      config: change,
      schema: {
        tags,
        summary: 'Take back what was said of a source',
        querystring: Type.Object(
          { ...tenantQuery.properties, name: Type.String({ minLength: 1, maxLength: 300 }) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async ({ query: { tenant, name } }, reply) => {
      await forgetSource(deps.db, tenant, name);
      reply.status(204);
      return null;
    },
  );
};

/** Log sources and target objects, below /signal-sources. */
export const signalSourceRoutes = fp(plugin, { name: 'signal-source-routes', dependencies: ['access'] });
