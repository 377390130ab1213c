import fp from 'fastify-plugin';
import Type from 'typebox';
import { csvRecord } from '../contract/csv.js';
import { RuleCoverage } from '../contract/rule-coverage.js';
import { readAttackMatrix } from '../detect/attack.js';
import { ruleCoverage } from '../detect/coverage.js';
import { navigatorLayer } from '../detect/navigator-layer.js';
import { permissions } from '../identity/roles.js';
import type { RoutePlugin } from './deps.js';
import { checkTenant, type RuleDeps, readRuleFacts } from './rule-facts.js';
import { isInForce, rulesOfTenant } from './rule-view.js';
import { tenantQuery } from './rules.js';

const tags = ['rules'];
const config = { roles: permissions['rules.read'] };

/** @returns the matrix for a tenant */
async function readCoverage(deps: RuleDeps, tenant: string): Promise<RuleCoverage> {
  await checkTenant(deps, tenant);
  const [matrix, facts] = await Promise.all([readAttackMatrix(), readRuleFacts(deps, tenant)]);
  const rules = rulesOfTenant(deps.rules, tenant).map((info) => ({ info, inForce: isInForce(info, facts) }));
  return ruleCoverage(matrix, rules, facts.delivery);
}

const plugin: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/rules/coverage',
    {
      config,
      schema: {
        tags,
        summary: "MITRE ATT&CK's matrix with what the rules in force cover by what the sources deliver",
        querystring: tenantQuery,
        response: { 200: RuleCoverage },
      },
    },
    async ({ query: { tenant } }) => readCoverage(deps, tenant),
  );

  scope.get(
    '/rules/coverage/navigator',
    {
      config,
      schema: {
        tags,
        summary: 'The same as a layer for the ATT&CK Navigator (layer format 4.5)',
        querystring: tenantQuery,
        response: { 200: Type.String({ description: 'JSON' }) },
      },
      serializerCompiler: () => (layer) => JSON.stringify(layer, null, 2),
    },
    async ({ query: { tenant } }, reply) => {
      const coverage = await readCoverage(deps, tenant);
      attach(reply, `attack-layer-${tenant}.json`, 'application/json; charset=utf-8');
      return navigatorLayer(coverage, tenant) as unknown as string;
    },
  );

  scope.get(
    '/rules/coverage/csv',
    {
      config,
      schema: {
        tags,
        summary: 'The same as a table (RFC 4180), a line for each technique and tactic',
        querystring: tenantQuery,
        response: { 200: Type.String() },
      },
    },
    async ({ query: { tenant } }, reply) => {
      const { tactics, techniques } = await readCoverage(deps, tenant);
      const names = new Map(tactics.map(({ id, name }) => [id, name]));
      const lines = techniques.flatMap(({ id, name, tactics: of, state, rules, in_force, effective }) =>
        (of.length > 0 ? of : ['']).map((tactic) =>
          csvRecord([names.get(tactic) ?? tactic, id, name, state, rules, in_force, effective].map(String)),
        ),
      );
      attach(reply, `attack-coverage-${tenant}.csv`, 'text/csv; charset=utf-8');
      const head = ['tactic', 'technique', 'name', 'state', 'rules', 'in_force', 'effective'];
      return [csvRecord(head), ...lines].join('');
    },
  );
};

function attach(
  reply: { header(name: string, value: string): unknown; type(type: string): unknown },
  name: string,
  type: string,
): void {
  reply.header('content-disposition', `attachment; filename="${name}"`);
  reply.type(type);
}

/** What rules cover of ATT&CK. */
export const ruleCoverageRoutes = fp(plugin, { name: 'rule-coverage-routes', dependencies: ['access'] });
