import { createReadStream } from 'node:fs';
import type { FastifyRequest } from 'fastify';
import Type from 'typebox';
import { PackageRelease } from '../contract/audit-package.js';
import type { AuditRoom } from '../contract/audit-room.js';
import { GrundwachtError } from '../contract/errors.js';
import { permissions } from '../identity/roles.js';
import { exportFile } from '../report/export-file.js';
import { dispositionOf } from '../report/file-name.js';
import { listReleases, releasedPackage } from '../store/package-releases.js';
import type { RouteDeps, RoutePluginWith } from './deps.js';
import { WholeList } from './page.js';

const tags = ['audit room'];
const use = { roles: permissions['audit-room.use'] };
const Uuid = Type.String({ format: 'uuid' });

/** Lets who calls into a room and notes what is read there. */
export type EnterRoom = (
  deps: RouteDeps,
  request: FastifyRequest & { params: { grant: string } },
  object: string,
) => Promise<AuditRoom>;

/** Audit packages that were released to the audit of a room. */
export const roomPackageRoutes: RoutePluginWith<{ enter: EnterRoom }> = async (scope, { deps, enter }) => {
  const { db, exportFolder } = deps;
  scope.get(
    '/:grant/packages',
    {
      config: use,
      schema: {
        tags,
        summary: 'Audit packages that were released to you, the latest first',
        params: Type.Object({ grant: Uuid }),
        response: { 200: WholeList(PackageRelease) },
      },
    },
    async (request) => {
      const { grant } = await enter(deps, request, 'packages');
      return { items: await listReleases(db, grant.audit, 'open'), next: null };
    },
  );

  scope.get(
    '/:grant/packages/:release/file',
    {
      config: use,
      schema: {
        tags,
        summary: 'An audit package that was released to you',
        params: Type.Object({ grant: Uuid, release: Uuid }),
      },
    },
    async (request, reply) => {
      const { release } = request.params;
      const { grant } = await enter(deps, request, `package ${release}`);
      const job = await releasedPackage(db, grant.audit, release);
      if (exportFolder === undefined)
        throw new GrundwachtError('NOT_READY', 'this server has no folder for exports');
      const file = await exportFile(exportFolder, job);
      return reply
        .header('content-type', 'application/zip')
        .header('content-length', job.bytes!)
        .header('content-disposition', dispositionOf(job.file_name!))
        .header('cache-control', 'private, no-store')
        .send(createReadStream(file));
    },
  );
};
