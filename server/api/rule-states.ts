import fp from 'fastify-plugin';
import Type from 'typebox';
import { RuleExceptionInput, RuleState, RuleStateChange } from '../contract/rule-state.js';
import { ExceptionPreview } from '../contract/rule-views.js';
import { readPipelines } from '../detect/load.js';
import { parseException } from '../detect/policy-exception.js';
import { problemView } from '../detect/problem-view.js';
import { permissions } from '../identity/roles.js';
import { latestAlertsOfRule } from '../store/rule-alerts.js';
import type { RoutePlugin } from './deps.js';
import { exceptionOf, previewException } from './exception-preview.js';
import { withReferences } from './references.js';
import { decideRule, dropException, exceptFromRule, isError, replaceException } from './rule-decisions.js';
import { findRule } from './rule-facts.js';
import { ruleParams, tenantQuery } from './rules.js';

const tags = ['rules'];
const RuleStateReply = withReferences(RuleState);
const closed = { additionalProperties: false };
const exceptionParams = Type.Object({ ...ruleParams.properties, exception: Type.String({ format: 'uuid' }) });
/** Alerts that a preview looks at, and how far back. */
const previewedAlerts = 200;
const previewedDays = 30;

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
        response: { 200: RuleStateReply },
      },
    },
    async ({ params: { id }, query: { tenant }, body, session }) => {
      return decideRule(deps, session.user.username, { tenant, rule: id }, body);
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
        response: { 201: RuleStateReply },
      },
    },
    async ({ params: { id }, query: { tenant }, body, session }, reply) => {
      const state = await exceptFromRule(deps, session.user.username, { tenant, rule: id }, body);
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
        response: { 200: RuleStateReply },
      },
    },
    async ({ params: { id, exception }, query: { tenant }, body, session }) => {
      return replaceException(deps, session.user.username, { tenant, rule: id }, exception, body);
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
        response: { 200: RuleStateReply },
      },
    },
    async ({ params: { id, exception }, query: { tenant, version, reason }, session }) => {
      const change = { version, reason };
      return dropException(deps, session.user.username, { tenant, rule: id }, exception, change);
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
        summary: `Tell what an exception would have taken away of the rule's alerts of the last ${previewedDays} days`,
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
      const alerts = await latestAlertsOfRule(
        deps.db,
        { tenant, rule: id },
        { limit: previewedAlerts, since: deps.now() - previewedDays * 86_400_000 },
      );
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
