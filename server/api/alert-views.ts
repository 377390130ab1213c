import fp from 'fastify-plugin';
import Type from 'typebox';
import { AlertView, AlertViewInput } from '../contract/alert-view.js';
import { permissions, tenantsWith } from '../identity/roles.js';
import { chooseDefaultView, keepAlertView, listAlertViews, removeAlertView } from '../store/alert-views.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { tenantQuery } from './rules.js';

const tags = ['alerts'];

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['alerts.read'] };

  scope.get(
    '/alert-views',
    {
      config,
      schema: {
        tags,
        summary: 'Own views of the alerts, and those that others share',
        response: { 200: WholeList(AlertView) },
      },
    },
    async ({ session, tenants }) => ({
      items: await listAlertViews(deps.db, tenants, session.user.username),
      next: null,
    }),
  );

  scope.post(
    '/alert-views',
    {
      config,
      schema: {
        tags,
        summary: 'Keep a view; one of the same name is replaced',
        querystring: tenantQuery,
        body: AlertViewInput,
        response: { 200: AlertView },
      },
    },
    async ({ session, query: { tenant }, body }) =>
      deps.db
        .transaction()
        .execute((trx) => keepAlertView(trx, tenant, session.user.username, body, deps.now())),
  );

  scope.put(
    '/alert-views/default',
    {
      config,
      schema: {
        tags,
        summary: 'Choose what the list of alerts shows first to oneself; null: nothing in particular',
        querystring: tenantQuery,
        body: Type.Object(
          { view: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]) },
          { additionalProperties: false },
        ),
        response: { 204: Type.Null() },
      },
    },
    async ({ session, query: { tenant }, body: { view } }, reply) => {
      await deps.db
        .transaction()
        .execute((trx) => chooseDefaultView(trx, tenant, session.user.username, view));
      reply.status(204);
      return null;
    },
  );

  scope.delete(
    '/alert-views/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove an own view; an administrator removes any',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
    },
    async ({ session, params }, reply) => {
      const managed = tenantsWith(session.user, ['admin']);
      await removeAlertView(deps.db, params.id, { username: session.user.username, managed });
      reply.status(204);
      return null;
    },
  );
};

export const alertViewRoutes = fp(plugin, { name: 'alert-view-routes', dependencies: ['access'] });
