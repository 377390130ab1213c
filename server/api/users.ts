import fp from 'fastify-plugin';
import Type, { type Static } from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { Membership, TenantRole, User } from '../contract/identity.js';
import { addUser, changeUser } from '../identity/administer-users.js';
import { heldRoles, permissions } from '../identity/roles.js';
import { toUser } from '../identity/sessions.js';
import { deleteSessionsOf } from '../store/sessions.js';
import { type Account, findUser, listUsers } from '../store/users.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['users'];
const closed = { additionalProperties: false };

/** All roles that somebody holds. */
const held = {
  provider: Type.Optional(Type.Boolean({ description: 'operates the program and its tenants' })),
  memberships: Type.Optional(
    Type.Array(
      Type.Object(
        {
          tenant: Membership.properties.tenant,
          roles: Type.Array(TenantRole, { minItems: 1, maxItems: 6, uniqueItems: true }),
        },
        closed,
      ),
      { maxItems: 1000 },
    ),
  ),
};

const UserAccount = Type.Object({
  ...User.properties,
  disabled: Type.Boolean(),
  second_factor: Type.Boolean({ description: 'codes by time or a passkey' }),
  created_at: Type.String({ format: 'date-time' }),
});
const IssuedAccount = Type.Object({
  user: UserAccount,
  password: Type.Optional(Type.String({ description: 'one-time password, given out this once' })),
});
const UserInput = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 200, pattern: '^\\S(.*\\S)?$' }), ...held },
  closed,
);
const UserChange = Type.Object(
  {
    ...held,
    disabled: Type.Optional(Type.Boolean()),
    reset_password: Type.Optional(Type.Literal(true)),
    reset_factors: Type.Optional(Type.Literal(true)),
  },
  { ...closed, minProperties: 1 },
);

const toUserAccount = (account: Account): Static<typeof UserAccount> => ({
  ...toUser(account),
  disabled: account.disabled,
  second_factor: account.secondFactor,
  created_at: account.createdAt.toISOString(),
});

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['users.manage'] };
  const fresh = { ...config, fresh: true };

  scope.get(
    '/users',
    { config, schema: { tags, summary: 'All users', response: { 200: WholeList(UserAccount) } } },
    async () => ({ items: (await listUsers(deps.system)).map(toUserAccount), next: null }),
  );

  scope.post(
    '/users',
    {
      config: fresh,
      schema: {
        tags,
        summary: 'Create a user with a one-time password',
        body: UserInput,
        response: { 201: IssuedAccount },
      },
    },
    async (request, reply) => {
      const { username, provider, memberships } = request.body;
      const user = { username, held: heldRoles(provider, memberships) };
      const { account, password } = await addUser(
        deps.system,
        user,
        deps.now(),
        request.session.user.username,
      );
      reply.status(201);
      return { user: toUserAccount(account), password };
    },
  );

  scope.patch(
    '/users/:id',
    {
      config: fresh,
      schema: {
        tags,
        summary:
          "Change a user's roles, shut the user out, or reset password or factors; ends the user's sessions",
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: UserChange,
        response: { 200: IssuedAccount },
      },
    },
    async (request) => {
      const { account, password } = await changeUser(
        deps.system,
        request.params.id,
        request.body,
        deps.now(),
        request.session.user.username,
      );
      return { user: toUserAccount(account), ...(password === undefined ? {} : { password }) };
    },
  );

  scope.delete(
    '/users/:id/sessions',
    {
      config,
      schema: {
        tags,
        summary: "End all of a user's sessions",
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 200: Type.Object({ ended: Type.Integer() }) },
      },
    },
    async ({ params }) => {
      if ((await findUser(deps.db, params.id)) === undefined) {
        throw new GrundwachtError('NOT_FOUND', {
          message: 'there is no user {id}',
          values: { id: params.id },
        });
      }
      return { ended: await deleteSessionsOf(deps.db, params.id) };
    },
  );
};

export const userRoutes = fp(plugin, { name: 'user-routes', dependencies: ['access'] });
