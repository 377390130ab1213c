import { Readable } from 'node:stream';
import fp from 'fastify-plugin';
import { LookupInput, LookupReply, SubjectAccessInput } from '../contract/pseudonym.js';
import { permissions } from '../identity/roles.js';
import { recordAct } from '../store/audit-trail.js';
import type { RoutePlugin } from './deps.js';
import { pseudonymsOf, queryOf } from './person-pseudonyms.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';
import { subjectText } from './subject-access.js';

const tags = ['pseudonyms'];

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/pseudonyms/lookup',
    {
      config: { roles: permissions['pseudonyms.lookup'], fresh: true },
      schema: {
        tags,
        summary: 'The pseudonyms of a clear identifier, by period; who asked is kept, the identifier is not',
        querystring: tenantQuery,
        body: LookupInput,
        response: { 200: LookupReply },
      },
    },
    async ({ query: { tenant }, body, session }) => {
      await checkTenant(deps, tenant);
      const items = await pseudonymsOf(deps, tenant, body.value);
      const given = items.filter((item) => item.given).map(({ pseudonym }) => pseudonym);
      await recordAct(deps.db, {
        tenant,
        by: session.user.username,
        action: 'pseudonym.looked-up',
        details: { reason: body.reason, pseudonyms: given },
        at: deps.now(),
      });
      return { items: items.map(({ clear: _clear, ...item }) => item), query: queryOf(given) };
    },
  );

  scope.post(
    '/pseudonyms/subject-access',
    {
      config: { roles: permissions['subject-access.make'], fresh: true },
      schema: {
        tags,
        summary: 'What is stored of a person (Art. 15 GDPR), as JSON or CSV; pseudonyms of others stay',
        querystring: tenantQuery,
        body: SubjectAccessInput,
        produces: ['application/json', 'text/csv'],
      },
    },
    async ({ query: { tenant }, body, session }, reply) => {
      await checkTenant(deps, tenant);
      const found = await Promise.all(body.identifiers.map((value) => pseudonymsOf(deps, tenant, value)));
      const given = found.flat().filter((item) => item.given);
      await recordAct(deps.db, {
        tenant,
        by: session.user.username,
        action: 'subject-access.made',
        details: {
          reason: body.reason,
          format: body.format,
          pseudonyms: given.map(({ pseudonym }) => pseudonym),
        },
        at: deps.now(),
      });
      const made = new Date(deps.now()).toISOString();
      reply.type(body.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/json; charset=utf-8');
      reply.header('content-disposition', `attachment; filename="subject-access.${body.format}"`);
      reply.header('cache-control', 'no-store');
      return reply.send(Readable.from(subjectText(deps, { tenant, made, given, format: body.format })));
    },
  );
};

/** Looking for a person by a clear identifier. */
export const personSearchRoutes = fp(plugin, { name: 'person-search-routes', dependencies: ['access'] });
