import Type from 'typebox';
import { PackageRelease, PackageReleaseInput } from '../contract/audit-package.js';
import { permissions } from '../identity/roles.js';
import { listReleases, releasePackage, withdrawRelease } from '../store/package-releases.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { WholeList } from './page.js';

const tags = ['audit room'];
const manage = { roles: permissions['packages.make'] };
const Id = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** Audit packages that auditors of an audit may download, below /isms. */
export const releaseRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/audits/:id/packages',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Audit packages that were released to the auditors of an audit, the latest first',
        params: Id,
        response: { 200: WholeList(PackageRelease) },
      },
    },
    async ({ params: { id } }) => ({ items: await listReleases(db, id, 'all'), next: null }),
  );

  scope.post(
    '/audits/:id/packages',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Release an audit package to the auditors of an audit, whatever their scopes are',
        params: Id,
        body: PackageReleaseInput,
        response: { 201: PackageRelease },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { params, body } = request;
      const release = await db
        .transaction()
        .execute((trx) => releasePackage(trx, params.id, body.package, author));
      reply.status(201);
      return release;
    },
  );

  scope.post(
    '/package-releases/:id/withdraw',
    {
      config: manage,
      schema: {
        tags,
        summary: 'Take a released package back; what was downloaded stays with who has it',
        params: Id,
        response: { 200: PackageRelease },
      },
    },
    async (request) => {
      const author = authorOf(request, deps);
      return db.transaction().execute((trx) => withdrawRelease(trx, request.params.id, author));
    },
  );
};
