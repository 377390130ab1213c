import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { Tenant, TenantChange, TenantId, TenantInput } from '../contract/tenant.js';
import { permissions } from '../identity/roles.js';
import { revokeCollectorsOf } from '../store/collectors.js';
import { exportFilesOf } from '../store/export-jobs.js';
import { scanFilesOf } from '../store/scan-imports.js';
import { createTenant, listTenants, removeTenant, renameTenant, tenantFigures } from '../store/tenants.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { forgetScan } from './scan-files.js';

const tags = ['tenants'];
const params = Type.Object({ id: TenantId });

/** What it holds is made up, so nobody has to type its name. */
const madeUp = 'demo';
/** The program's own records and the receivers' go here. */
const indispensable = 'default';

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(operation, { deps });
  await scope.register(removal, { deps });
};

/** Tenants, in figures: operating them gives no look into what they hold. */
export const tenantRoutes = fp(plugin, { name: 'tenant-routes', dependencies: ['access'] });

const operation: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/tenants',
    {
      config: { roles: permissions['tenants.read'] },
      schema: {
        tags,
        summary: 'Tenants with what they store: the provider sees all, an administrator the own ones',
        response: { 200: WholeList(Tenant) },
      },
    },
    async (request) => ({ items: await seenBy(request, deps), next: null }),
  );

  scope.post(
    '/tenants',
    {
      config: { roles: permissions['tenants.manage'], fresh: true },
      schema: {
        tags,
        summary: 'Create a tenant with an information domain; it has no members yet',
        body: TenantInput,
        response: { 201: Tenant },
      },
    },
    async ({ body: { id, title } }, reply) => {
      await deps.system.transaction().execute((trx) => createTenant(trx, id, title, deps.now()));
      reply.status(201);
      return figuresOf(deps, id);
    },
  );

  scope.patch(
    '/tenants/:id',
    {
      config: { roles: permissions['tenants.manage'] },
      schema: { tags, summary: 'Rename a tenant', params, body: TenantChange, response: { 200: Tenant } },
    },
    async ({ params: { id }, body: { title } }) => {
      await renameTenant(deps.system, id, title);
      return figuresOf(deps, id);
    },
  );
};

async function seenBy({ session, tenants }: FastifyRequest, { system }: RouteDeps): Promise<Tenant[]> {
  const all = await tenantFigures(system);
  return session.user.roles.includes('provider') ? all : all.filter(({ id }) => tenants.includes(id));
}

async function figuresOf({ system }: RouteDeps, id: string): Promise<Tenant> {
  return (await tenantFigures(system)).find((tenant) => tenant.id === id)!;
}

const removal: RoutePlugin = async (scope, { deps }) => {
  scope.delete(
    '/tenants/:id',
    {
      config: { roles: permissions['tenants.manage'], fresh: true },
      schema: {
        tags,
        summary: 'Remove a tenant with everything in it, for ever',
        params,
        querystring: Type.Object(
          {
            confirm: Type.Optional(
              Type.String({ maxLength: 63, description: "the tenant's id once more; not for the demo" }),
            ),
          },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id }, query: { confirm } }, reply) => {
      if (!(await listTenants(deps.system)).includes(id)) {
        throw new GrundwachtError('NOT_FOUND', { message: 'there is no tenant {id}', values: { id } });
      }
      if (id === indispensable) {
        throw new GrundwachtError('FORBIDDEN', {
          message: "{id} cannot be removed: the program's own records are in it",
          values: { id },
        });
      }
      if (id !== madeUp && confirm !== id) {
        throw new GrundwachtError('VALIDATION', {
          pointer: 'querystring /confirm',
          message: "repeat the tenant's id, {id}",
          values: { id },
        });
      }
      await removeEverything(deps, id);
      reply.status(204);
      return null;
    },
  );
};

async function removeEverything(deps: RouteDeps, id: string): Promise<void> {
  const { exportFolder, dataFolder } = deps;
  const exports = exportFolder === undefined ? [] : await exportFilesOf(deps.system, id);
  const scans = dataFolder === undefined ? [] : await scanFilesOf(deps.system, id);
  // First nothing more may come in; the row goes last, so that a failure on the way can be tried again.
  await revokeCollectorsOf(deps.system, id, deps.now());
  deps.collectorsRevoked?.();
  deps.tenantRemoved?.(id);
  // Sealed events lie before the position that a restart replays from, and so cannot come back.
  await deps.events.seal();
  await deps.events.removeTenant(id);
  await rm(join(deps.evidence.dir, id), { recursive: true, force: true });
  for (const job of exports) await rm(join(exportFolder!, job), { force: true });
  await deps.system.transaction().execute((trx) => removeTenant(trx, id));
  // They lie once for all tenants, so the rows go first.
  for (const sha256 of scans) await forgetScan(deps, sha256);
  deps.hub.publishRemoved(id);
}
