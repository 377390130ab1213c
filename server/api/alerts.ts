import fp from 'fastify-plugin';
import Type from 'typebox';
import { Alert, AlertChange, AlertDetail, AlertPage, AlertQuery } from '../contract/alert.js';
import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { permissions } from '../identity/roles.js';
import { alertHistory, changeAlert } from '../store/alert-triage.js';
import { alertEvents, findAlert, listAlerts } from '../store/alerts.js';
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
        summary: 'Alerts, latest first',
        querystring,
        response: { 200: withReferences(AlertPage) },
      },
    },
    async (request) => listAlerts(deps.db, request.query),
  );

  scope.get(
    '/alerts/:id',
    {
      config: read,
      // Events hold field names from records, which a compiled serializer could leave out.
      serializerCompiler: () => JSON.stringify,
      schema: {
        tags,
        summary: 'One alert with its events, runbook and history',
        params,
        response: { 200: AlertDetailReply },
      },
    },
    async (request) => {
      const { id } = request.params;
      const found = await findAlert(deps.db, id);
      if (found === undefined) throw new GrundwachtError('NOT_FOUND', `there is no alert ${id}`);
      const [events, history] = await Promise.all([alertEvents(deps.db, id), alertHistory(deps.db, id)]);
      const rule = deps.rules.rules.find((candidate) => candidate.id === found.alert.rule.id);
      return {
        alert: found.alert,
        events,
        events_total: found.eventsTotal,
        ...explain(rule, found.alert),
        history,
      };
    },
  );

  scope.patch(
    '/alerts/:id',
    {
      config: { roles: permissions['alerts.change'] },
      schema: {
        tags,
        summary: 'Acknowledge, close with a reason, or reopen an alert',
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
