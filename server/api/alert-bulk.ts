import fp from 'fastify-plugin';
import Type from 'typebox';
import { AlertSelection } from '../contract/alert.js';
import { AlertAssignee, AlertBulk, AlertBulkReply, AlertCount } from '../contract/alert-bulk.js';
import { permissions } from '../identity/roles.js';
import { listAssignees } from '../store/alert-assignees.js';
import { changeManyAlerts, undoAct } from '../store/alert-bulk.js';
import { countAlerts } from '../store/alerts.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { withReferences } from './references.js';

const tags = ['alerts'];
/** Of a larger act the live connection brings the others. */
const repliedAlerts = 1000;

const plugin: RoutePlugin = async (scope, { deps }) => {
  const changing = { roles: permissions['alerts.change'] };

  scope.get(
    '/alerts/count',
    {
      config: { roles: permissions['alerts.read'] },
      schema: {
        tags,
        summary: 'How many alerts there are of a selection',
        querystring: AlertSelection,
        response: { 200: AlertCount },
      },
    },
    async ({ query, session }) => countAlerts(deps.db, query, session.user.username),
  );

  scope.get(
    '/alerts/assignees',
    {
      config: changing,
      schema: {
        tags,
        summary: 'Who can work on alerts',
        response: { 200: WholeList(AlertAssignee) },
      },
    },
    async ({ tenants }) => ({ items: await listAssignees(deps.db, tenants), next: null }),
  );

  scope.post(
    '/alerts/bulk',
    {
      config: changing,
      schema: {
        tags,
        summary: 'Change many alerts at once; what cannot be changed is refused alert by alert',
        body: AlertBulk,
        response: { 200: withReferences(AlertBulkReply) },
      },
    },
    async ({ body, session }) => {
      const triager = { by: session.user.username, now: deps.now() };
      return published(
        deps,
        await deps.db.transaction().execute((trx) => changeManyAlerts(trx, body, triager)),
      );
    },
  );

  scope.post(
    '/alerts/undo',
    {
      config: changing,
      schema: {
        tags,
        summary:
          'Take back what one did to alerts in one act; alerts that somebody has changed since are refused',
        body: Type.Object({ act: Type.String({ format: 'uuid' }) }, { additionalProperties: false }),
        response: { 200: withReferences(AlertBulkReply) },
      },
    },
    async ({ body: { act }, session }) => {
      const triager = { by: session.user.username, now: deps.now() };
      return published(deps, await deps.db.transaction().execute((trx) => undoAct(trx, act, triager)));
    },
  );
};

/** Tells everybody of everything that was changed. */
function published({ hub }: RouteDeps, { alerts, refused, ...result }: AlertBulkReply): AlertBulkReply {
  hub.publishAlerts(alerts);
  return {
    ...result,
    alerts: alerts.slice(0, repliedAlerts),
    refused: refused.slice(0, repliedAlerts),
  };
}

export const alertBulkRoutes = fp(plugin, { name: 'alert-bulk-routes', dependencies: ['access'] });
