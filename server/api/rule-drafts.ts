import fp from 'fastify-plugin';
import { zone } from '../contract/german-day.js';
import { RuleDraft, RuleDraftRequest } from '../contract/rule-draft.js';
import { permissions } from '../identity/roles.js';
import { parseQuery } from '../query/parse.js';
import { draftRule, namedDataset } from '../query/sigma-draft.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { tenantQuery } from './rules.js';

/** Events in which a search without a log source is looked for. */
const lookBackMs = 7 * 24 * 3_600_000;
const shownDatasets = 5;

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/rules/draft',
    {
      config: { roles: permissions['rules.test'] },
      schema: {
        tags: ['rules'],
        summary: 'Say a search as a Sigma rule, and which parts of it a rule cannot say; nothing is stored',
        querystring: tenantQuery,
        body: RuleDraftRequest,
        response: { 200: RuleDraft },
      },
    },
    async ({ query: { tenant }, body: { query }, session }) => {
      const datasets =
        namedDataset(parseQuery(query)) === undefined ? await datasetsOf(deps, tenant, query) : [];
      const clock = { now: deps.now(), zone };
      const { yaml, left_out } = draftRule(query, {
        id: crypto.randomUUID(),
        author: session.user.username,
        clock,
        dataset: datasets[0]?.dataset,
      });
      return {
        yaml: yaml ?? null,
        left_out: left_out.map(({ term, reason, at }) => ({ term, reason, offset: at.offset })),
        datasets,
      };
    },
  );
};

async function datasetsOf({ events, now }: RouteDeps, tenant: string, q: string) {
  const from = new Date(now() - lookBackMs).toISOString();
  const field = 'event.dataset';
  const { values } = await events.statistics({ tenants: [tenant], q, from, field, limit: shownDatasets });
  return values.map(({ value, count }) => ({ dataset: value, events: count }));
}

/** Rules made of searches. */
export const ruleDraftRoutes = fp(plugin, { name: 'rule-draft-routes', dependencies: ['access'] });
