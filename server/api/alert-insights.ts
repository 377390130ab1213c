import fp from 'fastify-plugin';
import Type from 'typebox';
import { Alert, SimilarAlerts } from '../contract/alert.js';
import { AlertReasons } from '../contract/alert-reason.js';
import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { fromDocument } from '../contract/event-document.js';
import { type AlertExplainer, alertExplainer } from '../detect/explain/explain-alert.js';
import { readPipelines } from '../detect/load.js';
import type { RuleSource } from '../detect/rules.js';
import { permissions } from '../identity/roles.js';
import { setAlertStep } from '../store/alert-steps.js';
import { alertEvents, findAlert } from '../store/alerts.js';
import { similarAlerts } from '../store/similar-alerts.js';
import { ruleOf } from './alert-rule.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { withReferences } from './references.js';
import { rulesOfTenant } from './rule-view.js';

const tags = ['alerts'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const stepParams = Type.Object({ ...params.properties, step: Type.String({ pattern: '^[0-9a-f]{16}$' }) });
/** How far back similar alerts are looked for. */
const similarMs = 30 * 24 * 3_600_000;
/** Rules that are kept taken apart: people look at several alerts of one rule. */
const mostExplainers = 20;

async function foundAlert({ db }: RouteDeps, id: string): Promise<Alert> {
  const found = await findAlert(db, id);
  if (found === undefined)
    throw new GrundwachtError('NOT_FOUND', { message: 'there is no alert {id}', values: { id } });
  return found.alert;
}

const nothingKnown = { source: null, path: null, lines: [], correlation: null, rules: [], events: [] };

const plugin: RoutePlugin = async (scope, { deps }) => {
  const explainers = new Map<RuleInfo, AlertExplainer>();
  let ownPipelines: readonly RuleSource[] | undefined;

  const explainerFor = async (rule: RuleInfo, tenant: string): Promise<AlertExplainer> => {
    const known = explainers.get(rule);
    if (known !== undefined) return known;
    ownPipelines ??= deps.rules.pipelines ?? (await readPipelines());
    const filters = (deps.rules.filters ?? []).filter((each) => (each.tenant ?? tenant) === tenant);
    const all = rulesOfTenant(deps.rules, tenant);
    const made = alertExplainer(rule, all, { filters, pipelines: deps.rules.pipelines ?? ownPipelines });
    const [oldest] = explainers.keys();
    if (explainers.size >= mostExplainers && oldest !== undefined) explainers.delete(oldest);
    explainers.set(rule, made);
    return made;
  };

  scope.get(
    '/alerts/:id/reasons',
    {
      config: { roles: permissions['alerts.read'], personal: true },
      schema: {
        tags,
        summary:
          'Why an alert was raised: what its rule, as it is now, says of the events that are kept of it',
        params,
        response: { 200: AlertReasons },
      },
    },
    async ({ params: { id } }) => {
      const alert = await foundAlert(deps, id);
      const rule = ruleOf(deps, alert);
      if (rule === undefined) return nothingKnown;
      const explainer = await explainerFor(rule, alert.tenant);
      return explainer.explain((await alertEvents(deps.db, id)).map(fromDocument));
    },
  );

  scope.get(
    '/alerts/:id/similar',
    {
      config: { roles: permissions['alerts.read'] },
      schema: {
        tags,
        summary:
          'Alerts of the last 30 days by the same rule, or about the same entity, and how they were closed',
        params,
        response: { 200: withReferences(SimilarAlerts) },
      },
    },
    async ({ params: { id } }) => {
      const alert = await foundAlert(deps, id);
      const since = deps.now() - similarMs;
      return { since: new Date(since).toISOString(), ...(await similarAlerts(deps.db, alert, since)) };
    },
  );

  scope.put(
    '/alerts/:id/steps/:step',
    {
      config: { roles: permissions['alerts.change'] },
      schema: {
        tags,
        summary: 'Check a step of the runbook off, or take that back',
        params: stepParams,
        body: Type.Object({ done: Type.Boolean() }, { additionalProperties: false }),
        response: { 200: withReferences(Alert) },
      },
    },
    async ({ params: { id, step }, body: { done }, session }) => {
      const current = await foundAlert(deps, id);
      const change = { key: step, done, runbook: ruleOf(deps, current)?.runbook };
      const author = { by: session.user.username, now: deps.now() };
      const alert = await deps.db.transaction().execute((trx) => setAlertStep(trx, current, change, author));
      deps.hub.publishAlerts([alert]);
      return alert;
    },
  );
};

/** What helps to judge an alert beside the alert itself. */
export const alertInsightRoutes = fp(plugin, { name: 'alert-insight-routes', dependencies: ['access'] });
