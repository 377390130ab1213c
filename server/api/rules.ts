import fp from 'fastify-plugin';
import Type from 'typebox';
import { Level, type RuleInfo } from '../contract/detection.js';
import { GrundwachtError } from '../contract/errors.js';
import { permissions } from '../identity/roles.js';
import type { RoutePlugin } from './deps.js';

const tags = ['rules'];
const texts = Type.Array(Type.String());

const RuleOverview = Type.Object({
  id: Type.String(),
  title: Type.String(),
  title_de: Type.Optional(Type.String()),
  level: Level,
  tags: texts,
  type: Type.Union([Type.Literal('detection'), Type.Literal('correlation')]),
  description: Type.String(),
  description_de: Type.Optional(Type.String()),
  status: Type.String(),
  author: Type.String(),
  references: texts,
  falsepositives: texts,
  logsource: Type.Object({
    product: Type.Optional(Type.String()),
    category: Type.Optional(Type.String()),
    service: Type.Optional(Type.String()),
  }),
  runbook: Type.Optional(Type.Object({ de: texts, en: texts })),
  grundschutz: texts,
  entity: texts,
  path: Type.String(),
});

const Problem = Type.Object({
  severity: Type.Union([Type.Literal('error'), Type.Literal('warning')]),
  path: Type.String(),
  line: Type.Integer(),
  column: Type.Integer(),
  ruleId: Type.Optional(Type.String()),
  code: Type.String(),
  field: Type.String(),
  message: Type.String(),
  hint: Type.String(),
});

const RuleList = Type.Object({
  items: Type.Array(RuleOverview),
  next: Type.Null(),
  problems: Type.Array(Problem),
});
const RuleDetail = Type.Object({
  ...RuleOverview.properties,
  source: Type.String({ description: "the rule's YAML" }),
});

const overview = ({ source: _, ...rest }: RuleInfo) => withoutUndefined(rest);

/** An absent text is left out, as the schema says, and not sent as a value of its own. */
const withoutUndefined = <T extends { title_de?: unknown; description_de?: unknown; runbook?: unknown }>(
  rule: T,
): T => JSON.parse(JSON.stringify(rule)) as T;

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['rules.read'] };

  scope.get(
    '/rules',
    {
      config,
      schema: {
        tags,
        summary: 'The rules in force, and the faults of others; without their YAML',
        response: { 200: RuleList },
      },
    },
    async () => ({
      items: deps.rules.rules.map(overview),
      next: null,
      problems: [...deps.rules.problems],
    }),
  );

  scope.get(
    '/rules/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One rule with its YAML',
        params: Type.Object({ id: Type.String({ minLength: 1, maxLength: 200 }) }),
        response: { 200: RuleDetail },
      },
    },
    async (request) => {
      const { id } = request.params;
      const rule = deps.rules.rules.find((candidate) => candidate.id === id);
      if (rule === undefined) throw new GrundwachtError('NOT_FOUND', `there is no rule ${id}`);
      return rule;
    },
  );
};

export const ruleRoutes = fp(plugin, { name: 'rule-routes', dependencies: ['access'] });
