import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Kysely } from 'kysely';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { Member, MemberChange, MemberInput, NewMember, TenantId } from '../contract/tenant.js';
import { addMember, changeMember } from '../identity/administer-members.js';
import { permissions } from '../identity/roles.js';
import { listMembers } from '../store/members.js';
import type { Database } from '../store/tables.js';
import { listTenants } from '../store/tenants.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['tenants'];
const params = Type.Object({ id: TenantId });
const memberParams = Type.Object({ id: TenantId, account: Type.String({ format: 'uuid' }) });

interface Managed {
  tenant: string;
  byProvider: boolean;
  db: Kysely<Database>;
}

/**
 * @returns where the members of a tenant are managed: an administrator's database sees the own tenants, so that no
 * role in another one can be given
 * @throws GrundwachtError NOT_FOUND
 */
async function managed(
  { session, tenants }: Pick<FastifyRequest, 'session' | 'tenants'>,
  deps: RouteDeps,
  tenant: string,
): Promise<Managed> {
  const byProvider = session.user.roles.includes('provider');
  const known = byProvider ? await listTenants(deps.system) : tenants;
  // Somebody else's is not told from one that is not there.
  if (!known.includes(tenant))
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no tenant {tenant}', values: { tenant } });
  return { tenant, byProvider, db: byProvider ? deps.system : deps.db };
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  const roles = permissions['members.manage'];
  const changing = { roles, fresh: true };

  scope.get(
    '/tenants/:id/members',
    {
      config: { roles },
      schema: {
        tags,
        summary: 'Who has a role in a tenant',
        params,
        response: { 200: WholeList(Member) },
      },
    },
    async (request) => {
      const { tenant, db } = await managed(request, deps, request.params.id);
      return { items: await listMembers(db, tenant), next: null };
    },
  );

  scope.post(
    '/tenants/:id/members',
    {
      config: changing,
      schema: {
        tags,
        summary: 'Give somebody roles in a tenant; an unknown user name becomes an account',
        params,
        body: MemberInput,
        response: { 201: NewMember },
      },
    },
    async (request, reply) => {
      const { db, ...where } = await managed(request, deps, request.params.id);
      reply.status(201);
      const change = { ...where, by: request.session.user.username };
      return addMember(db, request.body, change, deps.now());
    },
  );

  scope.patch(
    '/tenants/:id/members/:account',
    {
      config: changing,
      schema: {
        tags,
        summary: 'Change what a member is in a tenant; counts from the next request on',
        params: memberParams,
        body: MemberChange,
        response: { 200: Member },
      },
    },
    async (request) => {
      const { id, account } = request.params;
      const { db, ...where } = await managed(request, deps, id);
      return (await changeMember(db, account, request.body.roles, where))!;
    },
  );

  scope.delete(
    '/tenants/:id/members/:account',
    {
      config: changing,
      schema: {
        tags,
        summary: 'Take all roles in a tenant from somebody; the account stays',
        params: memberParams,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id, account } = request.params;
      const { db, ...where } = await managed(request, deps, id);
      await changeMember(db, account, [], where);
      reply.status(204);
      return null;
    },
  );
};

/** Who is what in a tenant, below /tenants. */
export const memberRoutes = fp(plugin, { name: 'member-routes', dependencies: ['access'] });
