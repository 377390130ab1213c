import fp from 'fastify-plugin';
import Type, { type Static } from 'typebox';
import type { RuleProblem } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { RuleExceptionInput, RuleState, RuleStateChange } from '../contract/rule-state.js';
import { ExceptionPreview } from '../contract/rule-views.js';
import { readPipelines } from '../detect/load.js';
import { parseException } from '../detect/policy-exception.js';
import { problemView } from '../detect/problem-view.js';
import { permissions } from '../identity/roles.js';
import { latestAlertsOfRule } from '../store/rule-alerts.js';
import { addRuleException, changeRuleException, removeRuleException } from '../store/rule-exceptions.js';
import type { Author } from '../store/rule-state-history.js';
import { changeRuleState } from '../store/rule-states.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { exceptionOf, previewException } from './exception-preview.js';
import { checkTenant, findRule, ruleParams, tenantQuery } from './rules.js';

const tags = ['rules'];
const closed = { additionalProperties: false };
const exceptionParams = Type.Object({ ...ruleParams.properties, exception: Type.String({ format: 'uuid' }) });
/** Alerts that a preview looks at. */
const previewedAlerts = 100;

/** @throws GrundwachtError VALIDATION with the place of every error in the YAML, or for an expiry that is past */
function checkException({ detection, expires_at }: Static<typeof RuleExceptionInput>, now: number): void {
  const errors = parseException(detection, '/detection').problems.filter(isError);
  if (errors.length > 0) {
    const shown = errors.slice(0, 20).map(({ line, column, message, hint }) => {
      return `/detection: line ${line}, column ${column}: ${message} ${hint}`;
    });
    throw new GrundwachtError('VALIDATION', shown.join('; '));
  }
  if (expires_at && Date.parse(expires_at) <= now) {
    throw new GrundwachtError(
      'VALIDATION',
      '/expires_at: is in the past; the exception would have no effect',
    );
  }
}

const isError = ({ severity }: RuleProblem): boolean => severity === 'error';

/** Checks that rule and tenant exist. @returns who changes what */
async function changeOf(
  deps: RouteDeps,
  username: string,
  { tenant, id }: { tenant: string; id: string },
): Promise<{ key: { tenant: string; rule: string }; author: Author }> {
  findRule(deps, tenant, id);
  await checkTenant(deps, tenant);
  return { key: { tenant, rule: id }, author: { by: username, now: deps.now() } };
}

const stateRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.patch(
    '/rules/:id/state',
    {
      config: { roles: permissions['rules.change'] },
      schema: {
        tags,
        summary: 'Switch a rule on or off for a tenant, or change its level there; in force at once',
        params: ruleParams,
        querystring: tenantQuery,
        body: RuleStateChange,
        response: { 200: RuleState },
      },
    },
    async ({ params: { id }, query: { tenant }, body, session }) => {
      const { key, author } = await changeOf(deps, session.user.username, { tenant, id });
      const state = await deps.db
        .transaction()
        .execute((trx) => changeRuleState(trx, key, body, { ...author, reason: body.reason }));
      await deps.policiesChanged?.();
      return state;
    },
  );
};

const exceptionRoutes: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['rules.change'] };

  scope.post(
    '/rules/:id/exceptions',
    {
      config,
      schema: {
        tags,
        summary: 'Except events from a rule, for a tenant; in force at once',
        params: ruleParams,
        querystring: tenantQuery,
        body: RuleExceptionInput,
        response: { 201: RuleState },
      },
    },
    async ({ params: { id }, query: { tenant }, body, session }, reply) => {
      const { key, author } = await changeOf(deps, session.user.username, { tenant, id });
      checkException(body, author.now);
      const state = await deps.db.transaction().execute((trx) => addRuleException(trx, key, body, author));
      await deps.policiesChanged?.();
      reply.status(201);
      return state;
    },
  );

  scope.put(
    '/rules/:id/exceptions/:exception',
    {
      config,
      schema: {
        tags,
        summary: 'Replace an exception',
        params: exceptionParams,
        querystring: tenantQuery,
        body: RuleExceptionInput,
        response: { 200: RuleState },
      },
    },
    async ({ params: { id, exception }, query: { tenant }, body, session }) => {
      const { key, author } = await changeOf(deps, session.user.username, { tenant, id });
      checkException(body, author.now);
      const state = await deps.db
        .transaction()
        .execute((trx) => changeRuleException(trx, key, exception, body, author));
      await deps.policiesChanged?.();
      return state;
    },
  );

  scope.delete(
    '/rules/:id/exceptions/:exception',
    {
      config,
      schema: {
        tags,
        summary: 'Remove an exception',
        params: exceptionParams,
        querystring: Type.Object(
          {
            ...tenantQuery.properties,
            version: Type.Integer({ minimum: 0, description: "of the rule's state" }),
            reason: Type.Optional(Type.String({ maxLength: 2000 })),
          },
          closed,
        ),
        response: { 200: RuleState },
      },
    },
    async ({ params: { id, exception }, query: { tenant, version, reason }, session }) => {
      const { key, author } = await changeOf(deps, session.user.username, { tenant, id });
      const state = await deps.db
        .transaction()
        .execute((trx) => removeRuleException(trx, key, exception, version, { ...author, reason }));
      await deps.policiesChanged?.();
      return state;
    },
  );
};

const previewRoutes: RoutePlugin = async (scope, { deps }) => {
  let pipelines = deps.rules.pipelines;

  scope.post(
    '/rules/:id/exceptions/preview',
    {
      config: { roles: permissions['rules.change'] },
      schema: {
        tags,
        summary: `Tell what an exception would take away of the rule's latest ${previewedAlerts} alerts`,
        params: ruleParams,
        querystring: tenantQuery,
        body: Type.Object({ detection: RuleExceptionInput.properties.detection }, closed),
        response: { 200: ExceptionPreview },
      },
    },
    async ({ params: { id }, query: { tenant }, body: { detection } }) => {
      const rule = findRule(deps, tenant, id);
      const { problems } = parseException(detection, '');
      const views = problems.map(problemView);
      if (problems.some(isError)) return { problems: views, alerts: 0, taken: 0, partly: 0, examples: [] };
      pipelines ??= await readPipelines();
      const excepted = exceptionOf(rule, detection, deps.rules.rules, pipelines);
      const alerts = await latestAlertsOfRule(deps.db, { tenant, rule: id }, previewedAlerts);
      return { problems: views, ...previewException(excepted, alerts) };
    },
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(stateRoutes, options);
  await scope.register(exceptionRoutes, options);
  await scope.register(previewRoutes, options);
};

/** What people decide about rules, tenant by tenant. */
export const ruleStateRoutes = fp(plugin, { name: 'rule-state-routes', dependencies: ['access'] });
