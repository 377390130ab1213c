import { createReadStream } from 'node:fs';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { packageExport } from '../contract/audit-package.js';
import { GrundwachtError } from '../contract/errors.js';
import { ExportJob, ExportKind, ExportList, ExportOrder } from '../contract/report.js';
import { mayIn } from '../identity/api-tokens.js';
import { permissions } from '../identity/roles.js';
import { ExportJobs, exportKeepDays } from '../report/export-jobs.js';
import { exportEntries, exportEntry } from '../report/exports.js';
import { dispositionOf } from '../report/file-name.js';
import { findDomain } from '../store/domains.js';
import { exportFileTotals, getExportJob, listExportJobs, type StoredJob } from '../store/export-jobs.js';
import type { RoutePlugin } from './deps.js';
import { type ExportPlugin, opened } from './export-plugin.js';
import { packageRoutes } from './package.js';
import { packageEntry } from './package-export.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });

const plugin: RoutePlugin = async (scope, { deps }) => {
  const { db, system, exportFolder, now } = deps;
  const own = [packageEntry(deps.evidence, system)];
  const jobs =
    exportFolder === undefined
      ? undefined
      : new ExportJobs({ db: system, reports: db, folder: exportFolder, now, own });
  scope.addHook('onReady', async () => jobs?.open());
  scope.addHook('preClose', async () => jobs?.close());
  await scope.register(listRoutes, { deps, jobs, prefix: '/isms' });
  await scope.register(jobRoutes, { deps, jobs, prefix: '/isms' });
  await scope.register(packageRoutes, { deps, jobs, prefix: '/isms' });
};

/** Reports and other exports: what there is, orders, their progress and their files, below /isms/exports. */
export const exportRoutes = fp(plugin, { name: 'export-routes', dependencies: ['access'] });

const listRoutes: ExportPlugin = async (scope, { deps, jobs }) => {
  const { db } = deps;
  scope.get(
    '/export-kinds',
    {
      config: read,
      schema: {
        tags,
        summary: 'What can be exported, and in which formats',
        response: { 200: WholeList(ExportKind) },
      },
    },
    async () => ({ items: [...exportEntries.values()].map(({ kind }) => kind), next: null }),
  );

  scope.get(
    '/exports',
    {
      config: read,
      schema: {
        tags,
        summary: 'The latest exports of a domain, and what their files take',
        querystring: DomainQuery,
        response: { 200: ExportList },
      },
    },
    async ({ query: { tenant, domain } }) => {
      const key = await findDomain(db, tenant, domain);
      return {
        items: await listExportJobs(db, key),
        next: null,
        ...(await exportFileTotals(db, key)),
        keep_days: exportKeepDays,
      };
    },
  );

  scope.post(
    '/exports',
    {
      config: read,
      schema: {
        tags,
        summary: 'Order an export; it is made while nobody waits',
        querystring: DomainQuery,
        body: ExportOrder,
        response: { 202: ExportJob },
      },
    },
    async (request, reply) => {
      const { tenant, domain } = request.query;
      const { username } = request.session.user;
      // What is ordered by a route of its own is not known here.
      exportEntry(request.body.name);
      const job = await opened(jobs).start(await findDomain(db, tenant, domain), request.body, username);
      reply.status(202).header('location', `/api/v1/isms/exports/${job.id}`);
      return job;
    },
  );
};

const jobRoutes: ExportPlugin = async (scope, { deps, jobs }) => {
  const { db } = deps;
  scope.get(
    '/exports/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'An export, and how far it has come',
        params: Id,
        response: { 200: ExportJob },
      },
    },
    async ({ params: { id } }) => getExportJob(db, id),
  );

  scope.get(
    '/exports/:id/file',
    { config: read, schema: { tags, summary: 'The file of an export', params: Id } },
    async ({ params: { id }, session }, reply) => {
      const job = await getExportJob(db, id);
      if (job.name === packageExport && !mayIn(session, job.tenant, 'packages.make')) {
        throw new GrundwachtError('FORBIDDEN', 'an audit package takes the role admin or isb');
      }
      const file = await opened(jobs).fileOf(job);
      return reply
        .header('content-type', job.mediaType!)
        .header('content-length', job.bytes!)
        .header('content-disposition', dispositionOf(job.file_name!))
        .header('cache-control', 'private, no-store')
        .send(createReadStream(file));
    },
  );

  scope.post(
    '/exports/:id/cancel',
    {
      config: read,
      schema: {
        tags,
        summary: 'Cancel an export that is not over; by who ordered it, admin or isb',
        params: Id,
        response: { 200: ExportJob },
      },
    },
    async (request) => {
      const { id } = await owned(request, await getExportJob(db, request.params.id));
      return opened(jobs).cancel(id);
    },
  );

  scope.delete(
    '/exports/:id',
    {
      config: read,
      schema: {
        tags,
        summary: 'Remove the file of an export; by who ordered it, admin or isb',
        params: Id,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = await owned(request, await getExportJob(db, request.params.id));
      await opened(jobs).remove(id);
      reply.status(204);
      return null;
    },
  );
};

/** @throws GrundwachtError FORBIDDEN for who neither ordered it nor manages the ISMS */
async function owned({ session }: FastifyRequest, job: StoredJob): Promise<StoredJob> {
  if (job.by === session.user.username || mayIn(session, job.tenant, 'isms.change')) return job;
  throw new GrundwachtError('FORBIDDEN', 'this takes who ordered it, or the role admin or isb');
}
