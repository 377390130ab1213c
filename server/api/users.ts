import fp from 'fastify-plugin';
import Type, { type Static } from 'typebox';
import { Role, User } from '../contract/identity.js';
import { addUser, changeUser } from '../identity/administer-users.js';
import { permissions } from '../identity/roles.js';
import { toUser } from '../identity/sessions.js';
import { type Account, listUsers } from '../store/users.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['users'];
const Roles = Type.Array(Role, { minItems: 1, maxItems: 4, uniqueItems: true });

const UserAccount = Type.Object({
  ...User.properties,
  disabled: Type.Boolean(),
  created_at: Type.String({ format: 'date-time' }),
});
const IssuedAccount = Type.Object({
  user: UserAccount,
  password: Type.Optional(Type.String({ description: 'one-time password, given out this once' })),
});
const UserInput = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 200, pattern: '^\\S(.*\\S)?$' }), roles: Roles },
  { additionalProperties: false },
);
const UserChange = Type.Object(
  {
    roles: Type.Optional(Roles),
    disabled: Type.Optional(Type.Boolean()),
    reset_password: Type.Optional(Type.Literal(true)),
  },
  { additionalProperties: false, minProperties: 1 },
);

const toUserAccount = (account: Account): Static<typeof UserAccount> => ({
  ...toUser(account),
  disabled: account.disabled,
  created_at: account.createdAt.toISOString(),
});

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['users.manage'] };

  scope.get(
    '/users',
    { config, schema: { tags, summary: 'All users', response: { 200: WholeList(UserAccount) } } },
    async () => ({ items: (await listUsers(deps.db)).map(toUserAccount), next: null }),
  );

  scope.post(
    '/users',
    {
      config,
      schema: {
        tags,
        summary: 'Create a user with a one-time password',
        body: UserInput,
        response: { 201: IssuedAccount },
      },
    },
    async (request, reply) => {
      const { account, password } = await addUser(deps.db, request.body, deps.now());
      reply.status(201);
      return { user: toUserAccount(account), password };
    },
  );

  scope.patch(
    '/users/:id',
    {
      config,
      schema: {
        tags,
        summary: "Change a user's roles, shut the user out, or reset the password; ends the user's sessions",
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        body: UserChange,
        response: { 200: IssuedAccount },
      },
    },
    async (request) => {
      const { account, password } = await changeUser(deps.db, request.params.id, request.body, deps.now());
      return { user: toUserAccount(account), ...(password === undefined ? {} : { password }) };
    },
  );
};

export const userRoutes = fp(plugin, { name: 'user-routes', dependencies: ['access'] });
