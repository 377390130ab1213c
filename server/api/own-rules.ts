import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Transaction } from 'kysely';
import Type from 'typebox';
import {
  type OwnRuleDetail as Detail,
  OwnRuleChange,
  OwnRuleCheck,
  OwnRuleCheckRequest,
  OwnRuleDetail,
  OwnRuleInput,
  OwnRuleList,
  OwnRulePromotion,
} from '../contract/own-rule.js';
import { permissions } from '../identity/roles.js';
import {
  addOwnRule,
  askForApproval,
  type Promoter,
  putInForce,
  saveOwnRule,
} from '../store/own-rule-changes.js';
import { requireReview, reviewRequired } from '../store/own-rule-review.js';
import { getOwnRule, listOwnRules, type OwnRuleKey } from '../store/own-rules.js';
import type { Database } from '../store/tables.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { checkOwnRule, titleOfOwnRule } from './own-rule-check.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['rules'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const change = { roles: permissions['rules.change'] };

const reading: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['rules.read'] };

  scope.get(
    '/own-rules',
    {
      config,
      schema: {
        tags,
        summary: 'The rules that a tenant wrote in the dashboard, drafts included',
        querystring: tenantQuery,
        response: { 200: OwnRuleList },
      },
    },
    async ({ query: { tenant } }) => ({
      items: await listOwnRules(deps.db, tenant),
      next: null,
      review: { required: await reviewRequired(deps.db, tenant) },
    }),
  );

  scope.get(
    '/own-rules/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One of them with all its versions',
        params,
        querystring: tenantQuery,
        response: { 200: OwnRuleDetail },
      },
    },
    async ({ params: { id }, query: { tenant } }) => getOwnRule(deps.db, { tenant, id }),
  );

  scope.post(
    '/own-rules/check',
    {
      config: { roles: permissions['rules.test'] },
      schema: {
        tags,
        summary: 'Tell the faults of a text with their places; nothing is stored',
        querystring: tenantQuery,
        body: OwnRuleCheckRequest,
        response: { 200: OwnRuleCheck },
      },
    },
    async ({ query: { tenant }, body: { id, yaml } }) => checkOwnRule(deps, { tenant, id, yaml }),
  );
};

const writing: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/own-rules',
    {
      config: change,
      schema: {
        tags,
        summary: 'Save a new rule of the tenant; in force when this is answered, if that was asked for',
        querystring: tenantQuery,
        body: OwnRuleInput,
        response: { 201: OwnRuleDetail },
      },
    },
    async ({ query: { tenant }, body: { yaml, reason, put_in_force }, session }, reply) => {
      await checkTenant(deps, tenant);
      const title = titleOfOwnRule(deps, { tenant, id: undefined, yaml });
      const author = promoterOf(session, deps, reason);
      const saved = await decide(deps, put_in_force, author, async (trx) => {
        return { key: await addOwnRule(trx, tenant, { title, yaml }, author), revision: 1, number: 1 };
      });
      reply.status(201).header('location', `/api/v1/own-rules/${saved.id}`);
      return saved;
    },
  );

  scope.put(
    '/own-rules/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Save a further version; in force when this is answered, if that was asked for',
        params,
        querystring: tenantQuery,
        body: OwnRuleChange,
        response: { 200: OwnRuleDetail },
      },
    },
    async ({ params: { id }, query: { tenant }, body, session }) => {
      const { yaml, reason, put_in_force, revision } = body;
      const title = titleOfOwnRule(deps, { tenant, id, yaml });
      const author = promoterOf(session, deps, reason);
      return decide(deps, put_in_force, author, async (trx) => {
        const key = { tenant, id };
        await saveOwnRule(trx, key, { title, yaml }, revision, author);
        const { latest } = await getOwnRule(trx, key);
        return { key, revision: revision + 1, number: latest };
      });
    },
  );

  scope.put(
    '/own-rules/:id/in-force',
    {
      config: change,
      schema: {
        tags,
        summary:
          'Put a version in force, an earlier one too, or none; approves what a second person has to see',
        params,
        querystring: tenantQuery,
        body: OwnRulePromotion,
        response: { 200: OwnRuleDetail },
      },
    },
    async ({ params: { id }, query: { tenant }, body: { number, reason, revision }, session }) => {
      const key = { tenant, id };
      const version = (await getOwnRule(deps.db, key)).versions.find((one) => one.number === number);
      // What was free when it was saved may be taken by now.
      if (version !== undefined) titleOfOwnRule(deps, { tenant, id, yaml: version.yaml });
      const author = promoterOf(session, deps, reason);
      await deps.db.transaction().execute((trx) => putInForce(trx, key, number, revision, author));
      await deps.ownRulesChanged?.();
      return getOwnRule(deps.db, key);
    },
  );

  scope.put(
    '/own-rules/review',
    {
      config: { roles: permissions['rule-sets.change'] },
      schema: {
        tags,
        summary: 'Say whether a second person has to approve what comes into force',
        querystring: tenantQuery,
        body: OwnRuleList.properties.review,
        response: { 204: Type.Null() },
      },
    },
    async ({ query: { tenant }, body: { required }, session }, reply) => {
      await checkTenant(deps, tenant);
      await requireReview(deps.db, tenant, required, { by: session.user.username, now: deps.now() });
      reply.status(204);
      return null;
    },
  );
};

const promoterOf = (
  session: FastifyRequest['session'],
  { now }: RouteDeps,
  reason: string | undefined,
): Promoter => ({ by: session.user.username, now: now(), reason, machine: 'apiToken' in session });

/** Saves, and puts in force or asks a second person to, as one act. */
async function decide(
  { db, ownRulesChanged }: RouteDeps,
  putsInForce: boolean,
  author: Promoter,
  save: (trx: Transaction<Database>) => Promise<{ key: OwnRuleKey; revision: number; number: number }>,
): Promise<Detail> {
  const { key, live } = await db.transaction().execute(async (trx) => {
    const { key, revision, number } = await save(trx);
    const waits = putsInForce && (await reviewRequired(trx, key.tenant));
    if (waits) await askForApproval(trx, key, author);
    else if (putsInForce) await putInForce(trx, key, number, revision, author);
    return { key, live: putsInForce && !waits };
  });
  if (live) await ownRulesChanged?.();
  return getOwnRule(db, key);
}

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(reading, options);
  await scope.register(writing, options);
};

/** Rules that a tenant's people write in the dashboard. */
export const ownRuleRoutes = fp(plugin, { name: 'own-rule-routes', dependencies: ['access'] });
