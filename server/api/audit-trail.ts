import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { type AuditEntry, AuditTrailPage, AuditTrailQuery } from '../contract/audit-trail.js';
import { csvRecord } from '../contract/csv.js';
import { permissions } from '../identity/roles.js';
import { listActs, type TrailRequest } from '../store/audit-trail-list.js';
import type { RoutePlugin } from './deps.js';
import { pageQuery } from './page.js';

const tags = ['audit trail'];
const closed = { additionalProperties: false };
const entriesAPart = 500;
const mostExported = 100_000;
const columns = ['id', 'at', 'tenant', 'by', 'action', 'object', 'details'] as const;

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['audit-trail.read'], personal: true };

  scope.get(
    '/audit-trail',
    {
      config,
      // Details are plain data of any form.
      serializerCompiler: () => JSON.stringify,
      schema: {
        tags,
        summary: 'Who did what, and who read data of persons, the latest first',
        querystring: Type.Object({ ...AuditTrailQuery.properties, ...pageQuery }, closed),
        response: { 200: AuditTrailPage },
      },
    },
    async (request) => listActs(deps.db, { ...request.query, ...reachOf(request) }),
  );

  scope.get(
    '/audit-trail/export',
    {
      config,
      schema: {
        tags,
        summary: `The same as a CSV file, ${mostExported} entries at most; cells are no formulas`,
        querystring: Type.Object(AuditTrailQuery.properties, closed),
        produces: ['text/csv'],
      },
    },
    async (request, reply) => {
      const wanted = { ...request.query, ...reachOf(request), limit: entriesAPart };
      const first = await listActs(deps.db, wanted);
      const read = (cursor: string) => listActs(deps.db, { ...wanted, cursor });
      reply.type('text/csv; charset=utf-8');
      reply.header('content-disposition', 'attachment; filename="audit-trail.csv"');
      return reply.send(Readable.from(csvOf(first, read)));
    },
  );
};

/** Whose entries the caller reads: what belongs to no tenant, such as accounts, is the provider's. */
function reachOf({ session, tenants, query }: FastifyRequest): Pick<TrailRequest, 'tenants' | 'ofNone'> {
  const { tenant } = query as AuditTrailQuery;
  return {
    tenants: tenants.filter((id) => tenant === undefined || id === tenant),
    ofNone: session.user.roles.includes('provider'),
  };
}

async function* csvOf(
  first: AuditTrailPage,
  read: (cursor: NonNullable<TrailRequest['cursor']>) => Promise<AuditTrailPage>,
): AsyncGenerator<string> {
  yield `\ufeff${csvRecord(columns)}`;
  let page = first;
  for (let left = mostExported; ; left -= page.items.length) {
    yield page.items.slice(0, left).map(rowOf).join('');
    if (page.next === null || left <= page.items.length) return;
    page = await read(page.next);
  }
}

function rowOf(entry: AuditEntry): string {
  return csvRecord(
    columns.map((name) => {
      const value = entry[name];
      return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');
    }),
  );
}

export const auditTrailRoutes = fp(plugin, { name: 'audit-trail-routes', dependencies: ['access'] });
