import fp from 'fastify-plugin';
import Type from 'typebox';
import { Backtests, testRule } from '../backtest/backtests.js';
import type { TrialSetup } from '../backtest/trial.js';
import { Backtest, BacktestRequest, RuleTestRequest, RuleTestResult } from '../contract/backtest.js';
import type { RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { readPipelines } from '../detect/load.js';
import { filePath, withNeededRules } from '../detect/needed-rules.js';
import type { RuleSource } from '../detect/rules.js';
import { permissions } from '../identity/roles.js';
import { listRuleStates } from '../store/rule-states.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { checkTenant, findRule } from './rule-facts.js';
import { importsOf } from './rule-imports.js';
import { rulesOfTenant } from './rule-view.js';
import { tenantQuery } from './rules.js';

const tags = ['rules'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
/** Records of a test that are looked at. */
const testedEvents = 1000;
/** Where YAML that is no file stands in the messages about it. */
const yamlPath = 'rule.yml';

type Review = NonNullable<BacktestRequest['review']>;

interface Tried {
  tenant: string;
  review?: Review | undefined;
  rule: string | undefined;
  yaml: string | undefined;
  examples: number;
}

/**
 * @returns the rules to try with those that they need, the Sigma filters, and the tenant's exceptions; YAML is tried
 * as if it were the tenant's own
 * @throws GrundwachtError VALIDATION unless either a rule or YAML is given, NOT_FOUND
 */
async function setupOf(deps: RouteDeps, tried: Tried): Promise<TrialSetup> {
  const { tenant, rule, examples } = tried;
  const known = rulesOfTenant(deps.rules, tenant);
  const targets = targetsOf(deps, tried);
  const states = await listRuleStates(deps.db, tenant);
  const rules = states.map((state) => ({
    rule: state.rule,
    enabled: true,
    level: null,
    exceptions: state.exceptions.map(({ id, detection, expires_at }) => ({
      id,
      detection,
      expires: expires_at === null ? null : Date.parse(expires_at),
    })),
  }));
  const sources = withNeeded(targets, known);
  const taken = new Set(sources.map(({ path }) => path));
  const filters = (deps.rules.filters ?? []).filter(
    (source) => !taken.has(source.path) && (source.tenant === undefined || source.tenant === tenant),
  );
  return {
    sources: [...sources, ...filters],
    pipelines: [...(deps.rules.pipelines ?? (await readPipelines()))],
    targets: targets.map(({ path }) => path),
    rule,
    policy: { disabled: [], tenants: [{ tenant, sets_off: [], rules }] },
    examples,
  };
}

/** @throws GrundwachtError VALIDATION unless one of the three is given, NOT_FOUND */
function targetsOf(deps: RouteDeps, { tenant, rule, yaml, review }: Tried): RuleSource[] {
  if ([rule, yaml, review].filter((given) => given !== undefined).length !== 1) {
    throw new GrundwachtError('VALIDATION', {
      pointer: '/rule',
      message: 'give either the id of a rule or its /yaml, or a /review',
    });
  }
  if (review !== undefined) {
    const files = importsOf(deps).files(review.id, review.edition, review.rules);
    if (files.length === 0)
      throw new GrundwachtError('VALIDATION', { pointer: '/review/rules', message: 'none has a text in it' });
    return files;
  }
  if (yaml !== undefined) return [{ path: yamlPath, text: yaml, tenant }];
  const info = findRule(deps, tenant, rule!);
  return [{ path: filePath(info), text: info.source, ...(info.tenant === undefined ? {} : { tenant }) }];
}

/** The tried rules first, then those that they need. */
function withNeeded(targets: readonly RuleSource[], known: readonly RuleInfo[]): RuleSource[] {
  const own = new Set(targets.map(({ path }) => path));
  const needed = targets.flatMap((target) => withNeededRules(target, known).slice(1));
  const others = new Map(needed.filter(({ path }) => !own.has(path)).map((source) => [source.path, source]));
  return [...targets, ...others.values()];
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  const backtests = new Backtests(deps.events, deps.now);
  scope.addHook('onClose', () => backtests.close());
  const route = {
    config: { roles: permissions['rules.test'] },
    // Events hold field names from records, which a compiled serializer could leave out.
    serializerCompiler: () => JSON.stringify,
  };

  scope.post(
    '/rules/test',
    {
      ...route,
      schema: {
        tags,
        summary: 'Try a rule on pasted records: the matches, or the faults of the rule with their places',
        querystring: tenantQuery,
        body: RuleTestRequest,
        response: { 200: RuleTestResult },
      },
    },
    async ({ query: { tenant }, body: { rule, yaml, events } }) => {
      const setup = await setupOf(deps, { tenant, rule, yaml, examples: 0 });
      const pasted = { text: events, tenant, received: deps.now(), limit: testedEvents };
      return testRule(setup, pasted);
    },
  );

  scope.post(
    '/rules/backtests',
    {
      ...route,
      schema: {
        tags,
        summary: 'Run a rule over stored events; ask for the result with GET',
        querystring: tenantQuery,
        body: BacktestRequest,
        response: { 202: Backtest },
      },
    },
    async (
      { query: { tenant }, body: { rule, yaml, review, from, to, limit, examples }, session },
      reply,
    ) => {
      const range = { from: Date.parse(from), to: Date.parse(to) };
      if (range.from >= range.to)
        throw new GrundwachtError('VALIDATION', { pointer: '/to', message: 'must be later than /from' });
      await checkTenant(deps, tenant);
      const setup = await setupOf(deps, { tenant, rule, yaml, review, examples });
      const backtest = backtests.start({ tenant, ...range, limit, by: session.user.username, setup });
      reply.status(202).header('location', `/api/v1/rules/backtests/${backtest.id}`);
      return backtest;
    },
  );

  scope.get(
    '/rules/backtests/:id',
    {
      ...route,
      schema: { tags, summary: 'A backtest, as far as it has come', params, response: { 200: Backtest } },
    },
    async ({ params: { id }, tenants }) => backtests.get(id, tenants),
  );

  scope.delete(
    '/rules/backtests/:id',
    {
      ...route,
      schema: {
        tags,
        summary: 'Cancel a backtest; what it has found so far stays',
        params,
        response: { 200: Backtest },
      },
    },
    async ({ params: { id }, tenants }) => {
      await backtests.cancel(id, tenants);
      return backtests.get(id, tenants);
    },
  );
};

/** Rules that are tried before they are put in force. */
export const ruleTrialRoutes = fp(plugin, { name: 'rule-trial-routes', dependencies: ['access'] });
