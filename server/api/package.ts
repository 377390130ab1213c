import { AuditPackage, packageExport } from '../contract/audit-package.js';
import { AuditPackageOrder } from '../contract/evidence.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { listExportJobs, type StoredJob } from '../store/export-jobs.js';
import { type ExportPlugin, opened } from './export-plugin.js';
import { checkPackage } from './package-export.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const make = { roles: permissions['packages.make'] };
const tags = ['evidence'];

/** Audit packages: ordered here, made as exports are. */
export const packageRoutes: ExportPlugin = async (scope, { deps: { db }, jobs }) => {
  scope.post(
    '/audit-packages',
    {
      config: make,
      schema: {
        tags,
        summary:
          'Order a signed .zip of reports, evidence, decisions and their proofs, to be verified without this server',
        description: 'It is made while nobody waits; progress, file and cancelling are those of its export.',
        querystring: DomainQuery,
        body: AuditPackageOrder,
        response: { 202: AuditPackage },
      },
    },
    async (request, reply) => {
      const { tenant, domain } = request.query;
      const key = await findDomain(db, tenant, domain);
      await checkPackage(db, key, request.body);
      const order = { name: packageExport, format: 'zip', language: 'de' } as const;
      const options = { package: request.body };
      const job = await opened(jobs).start(key, { ...order, options }, request.session.user.username);
      reply.status(202).header('location', `/api/v1/isms/exports/${job.id}`);
      return toPackage(job);
    },
  );

  scope.get(
    '/audit-packages',
    {
      config: make,
      schema: {
        tags,
        summary: 'The latest audit packages of a domain, and how far they have come',
        querystring: DomainQuery,
        response: { 200: WholeList(AuditPackage) },
      },
    },
    async ({ query: { tenant, domain } }) => {
      const list = await listExportJobs(db, await findDomain(db, tenant, domain), 'packages');
      return { items: list.map(toPackage), next: null };
    },
  );
};

const toPackage = ({ options, tenant: _, mediaType: __, ...job }: StoredJob): AuditPackage => ({
  ...job,
  order: options.package!,
});
