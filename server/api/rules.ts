import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { RuleDetail, RuleList, RuleSetView } from '../contract/rule-views.js';
import { problemView } from '../detect/problem-view.js';
import { permissions } from '../identity/roles.js';
import type { RoutePlugin } from './deps.js';
import { readRuleDetail, readRuleFacts } from './rule-facts.js';
import { decideRuleSet } from './rule-set-decisions.js';
import { ruleOverview, rulesOfTenant, setViews } from './rule-view.js';

const tags = ['rules'];
const closed = { additionalProperties: false };

/** Of routes about a tenant's rules. */
export const tenantQuery = Type.Object(
  { tenant: Type.String({ minLength: 1, maxLength: 63, default: 'default' }) },
  closed,
);
export const ruleParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) });

const listing: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['rules.read'] };

  scope.get(
    '/rules',
    {
      config,
      schema: {
        tags,
        summary: "A tenant's rules with their state, their sets, and the faults of rules that are refused",
        querystring: tenantQuery,
        response: { 200: RuleList },
      },
    },
    async ({ query: { tenant } }) => {
      const facts = await readRuleFacts(deps, tenant);
      return {
        items: rulesOfTenant(deps.rules, tenant).map((rule) => ruleOverview(rule, facts)),
        next: null,
        sets: setViews(deps.rules, facts.sets, tenant),
        problems: deps.rules.problems.map(problemView),
      };
    },
  );

  scope.get(
    '/rules/:id',
    {
      config,
      // History entries hold what was changed, whatever that is: a compiled serializer could leave it out.
      serializerCompiler: () => JSON.stringify,
      schema: {
        tags,
        summary: 'One rule with its YAML, exceptions and history',
        params: ruleParams,
        querystring: tenantQuery,
        response: { 200: RuleDetail },
      },
    },
    async ({ params: { id }, query: { tenant } }) => readRuleDetail(deps, { tenant, rule: id }),
  );
};

const SetChange = Type.Object(
  {
    in_force: Type.Boolean(),
    reason: Type.Optional(Type.String({ maxLength: 2000 })),
    version: Type.Integer({ minimum: 0, description: 'version that the change is based on' }),
  },
  closed,
);

const management: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['rules.manage'] };

  scope.patch(
    '/rule-sets/:name',
    {
      config: { roles: permissions['rule-sets.change'] },
      schema: {
        tags,
        summary: 'Put a set of rules in force for a tenant, or out of it',
        params: Type.Object({ name: Type.String({ minLength: 1, maxLength: 100 }) }),
        querystring: tenantQuery,
        body: SetChange,
        response: { 200: RuleSetView },
      },
    },
    async ({ params: { name }, query: { tenant }, body, session }) =>
      decideRuleSet(deps, session.user.username, { tenant, set: name }, body),
  );

  scope.post(
    '/rules/reload',
    {
      config,
      schema: {
        tags,
        summary: 'Read all rule files anew; the state of correlations and all events are kept',
        response: {
          200: Type.Object({
            rules: Type.Integer({ description: 'that run now' }),
            problems: Type.Integer({ description: 'faults of others' }),
            restored: Type.Integer({ description: 'correlations that went on with their state' }),
            dropped: Type.Array(Type.String(), {
              description: 'ids of correlations whose state is gone, because they are gone or have changed',
            }),
          }),
        },
      },
    },
    async () => {
      if (deps.reloadRules === undefined) throw new GrundwachtError('NOT_READY');
      return deps.reloadRules();
    },
  );

  scope.post(
    '/rules/:id/release',
    {
      config,
      schema: {
        tags,
        summary: 'Let a rule in quarantine run again',
        params: ruleParams,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id } }, reply) => {
      if (deps.rules.release === undefined)
        throw new GrundwachtError('NOT_FOUND', { message: '{id} is not in quarantine', values: { id } });
      await deps.rules.release(id);
      reply.status(204);
      return null;
    },
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(listing, options);
  await scope.register(management, options);
};

export const ruleRoutes = fp(plugin, { name: 'rule-routes', dependencies: ['access'] });
