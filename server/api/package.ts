import { finished, Readable } from 'node:stream';
import { AuditPackageOrder } from '../contract/evidence.js';
import { permissions } from '../identity/roles.js';
import { makeAuditPackage } from '../store/audit-package.js';
import { findDomain } from '../store/domains.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { makePackageReports } from './package-reports.js';
import { DomainQuery } from './target-objects.js';

/** Audit packages: made on request and given out at once. */
export const packageRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/audit-packages',
    {
      config: { roles: permissions['packages.make'] },
      schema: {
        tags: ['evidence'],
        summary:
          'A signed .zip of reports, evidence, decisions and their proofs, to be verified without this server',
        querystring: DomainQuery,
        body: AuditPackageOrder,
      },
    },
    async (request, reply) => {
      const { tenant, domain } = request.query;
      const key = await findDomain(deps.db, tenant, domain);
      const { from, to, evidence, earlier, reports: wanted = [] } = request.body;
      const author = authorOf(request, deps);
      const stop = new AbortController();
      reply.raw.once('close', () => stop.abort());
      const { files, discard } = await makePackageReports(deps, key, wanted, author, stop.signal);
      const order = { from, to, evidence, earlier, files };
      const bytes = await makeAuditPackage(deps.db, deps.evidence, key, order, author).catch(
        async (error) => {
          await discard();
          throw error;
        },
      );
      const archive = Readable.from(bytes, { objectMode: false });
      finished(archive, () => void discard());
      const name = `grundwacht-${tenant}-${to}.zip`;
      reply.header('content-type', 'application/zip');
      reply.header('content-disposition', `attachment; filename="${name}"`);
      return reply.send(archive);
    },
  );
};
