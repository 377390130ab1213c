import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  Alert,
  AlertChange,
  AlertCommentInput,
  AlertDetail,
  AlertPage,
  AlertQuery,
} from '../contract/alert.js';
import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { permissions } from '../identity/roles.js';
import { alertComments, commentAlert } from '../store/alert-comments.js';
import { alertSteps } from '../store/alert-steps.js';
import { alertHistory, changeAlert } from '../store/alert-triage.js';
import { alertEvents, findAlert, listAlerts } from '../store/alerts.js';
import { ruleOf } from './alert-rule.js';
import type { RoutePlugin } from './deps.js';
import { pageQuery } from './page.js';
import { EventReply, withReferences } from './references.js';

const tags = ['alerts'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const querystring = Type.Object({ ...AlertQuery.properties, ...pageQuery }, { additionalProperties: false });

const AlertDetailReply = withReferences(
  Type.Object({ ...AlertDetail.properties, events: Type.Array(EventReply) }),
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  const read = { roles: permissions['alerts.read'] };

  scope.get(
    '/alerts',
    {
      config: read,
      schema: {
        tags,
        summary: 'Alerts, latest first unless another order is asked for',
        querystring,
        response: { 200: withReferences(AlertPage) },
      },
    },
    async ({ query, session }) => listAlerts(deps.db, query, session.user.username),
  );

  scope.get(
    '/alerts/:id',
    {
      config: { ...read, personal: true },
      // Events hold field names from records, which a compiled serializer could leave out.
      serializerCompiler: () => JSON.stringify,
      schema: {
        tags,
        summary: 'One alert with its events, runbook, history and comments',
        params,
        response: { 200: AlertDetailReply },
      },
    },
    async (request) => {
      const { id } = request.params;
      const found = await findAlert(deps.db, id);
      if (found === undefined)
        throw new GrundwachtError('NOT_FOUND', { message: 'there is no alert {id}', values: { id } });
      const rule = ruleOf(deps, found.alert);
      const [events, history, comments, steps] = await Promise.all([
        alertEvents(deps.db, id),
        alertHistory(deps.db, id),
        alertComments(deps.db, id),
        alertSteps(deps.db, id, rule?.runbook),
      ]);
      return {
        alert: found.alert,
        events,
        events_total: found.eventsTotal,
        ...explain(rule, found.alert),
        steps,
        history,
        comments,
      };
    },
  );

  scope.patch(
    '/alerts/:id',
    {
      config: { roles: permissions['alerts.change'] },
      schema: {
        tags,
        summary: 'Acknowledge, assign, close with a reason, or reopen an alert',
        params,
        body: AlertChange,
        response: { 200: withReferences(Alert) },
      },
    },
    async (request) => {
      const { username } = request.session.user;
      const alert = await deps.db
        .transaction()
        .execute((trx) => changeAlert(trx, request.params.id, request.body, username, deps.now()));
      deps.hub.publishAlerts([alert]);
      return alert;
    },
  );

  scope.post(
    '/alerts/:id/comments',
    {
      config: { roles: permissions['alerts.change'] },
      schema: {
        tags,
        summary: 'Write something to an alert, for whoever works on it',
        params,
        body: AlertCommentInput,
        response: { 201: withReferences(Alert) },
      },
    },
    async ({ params: { id }, body: { text }, session }, reply) => {
      const triager = { by: session.user.username, now: deps.now() };
      const alert = await deps.db.transaction().execute((trx) => commentAlert(trx, id, text, triager));
      deps.hub.publishAlerts([alert]);
      reply.status(201);
      return alert;
    },
  );
};

/** What the rule says to whoever handles its alerts; a rule can be gone by then. */
function explain(rule: RuleInfo | undefined, alert: Alert) {
  return {
    description: {
      en: rule?.description ?? alert.rule.title,
      de: rule?.description_de ?? (rule === undefined ? alert.rule.title_de : null),
    },
    runbook: rule?.runbook ?? null,
    references: rule?.references ?? [],
    falsepositives: rule?.falsepositives ?? [],
    grundschutz: rule?.grundschutz ?? [],
  };
}

export const alertRoutes = fp(plugin, { name: 'alert-routes', dependencies: ['access'] });
