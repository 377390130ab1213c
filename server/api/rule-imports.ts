import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { RuleImport, RuleImportChoice, RuleImportResult, RuleTextPair } from '../contract/rule-import.js';
import { permissions } from '../identity/roles.js';
import type { RouteDeps, RoutePlugin, RuleImportService } from './deps.js';

const tags = ['rules'];
const closed = { additionalProperties: false };
const config = { roles: permissions['rules.manage'] };
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const setParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 63 }) });
/** Of an upload; SigmaHQ's largest release has 4 MB. */
const bodyLimit = 64 * 1024 * 1024;

/** @throws GrundwachtError NOT_READY where no sets are installed */
export function importsOf({ ruleImports }: Pick<RouteDeps, 'ruleImports'>): RuleImportService {
  if (ruleImports === undefined) throw new GrundwachtError('NOT_READY');
  return ruleImports;
}

const reviewing: RoutePlugin = async (scope, { deps }) => {
  scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );

  scope.get(
    '/rule-imports/sources',
    {
      config,
      schema: {
        tags,
        summary: "Folders and archives in the data folder's `import`, which can be reviewed",
        response: { 200: Type.Object({ items: Type.Array(Type.String()), next: Type.Null() }) },
      },
    },
    async () => ({ items: await importsOf(deps).sources(), next: null }),
  );

  scope.post(
    '/rule-imports',
    {
      config,
      bodyLimit,
      schema: {
        tags,
        summary: 'Compare another edition of a set with the one in use; nothing is installed',
        description:
          'The body is a .zip (application/octet-stream); without one, `name` is a folder or .zip in the ' +
          "data folder's `import`.",
        querystring: Type.Object(
          {
            set: Type.String({ minLength: 1, maxLength: 63 }),
            name: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^/\\\\\\p{C}]+$' }),
          },
          closed,
        ),
        response: { 201: RuleImport },
      },
    },
    async ({ body, query: { set, name }, session }, reply) => {
      const content = Buffer.isBuffer(body) && body.length > 0 ? { content: body } : {};
      const review = await importsOf(deps).review(set, { name, ...content }, session.user.username);
      reply.status(201).header('location', `/api/v1/rule-imports/${review.id}`);
      return review;
    },
  );

  scope.get(
    '/rule-imports/:id',
    { config, schema: { tags, summary: 'A comparison', params, response: { 200: RuleImport } } },
    async ({ params: { id } }) => importsOf(deps).get(id),
  );

  scope.get(
    '/rule-imports/:id/texts',
    {
      config,
      schema: {
        tags,
        summary: 'The texts of a rule in both editions',
        params,
        querystring: Type.Object({ rule: Type.String({ minLength: 1, maxLength: 200 }) }, closed),
        response: { 200: RuleTextPair },
      },
    },
    async ({ params: { id }, query: { rule } }) => importsOf(deps).texts(id, rule),
  );
};

const deciding: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/rule-imports/:id/apply',
    {
      config,
      bodyLimit: 16 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Take the accepted differences over as one act; in force when this is answered',
        params,
        body: RuleImportChoice,
        response: { 200: RuleImportResult },
      },
    },
    async ({ params: { id }, body: { accepted } }) => importsOf(deps).apply(id, accepted),
  );

  scope.post(
    '/rule-sets/:name/undo',
    {
      config,
      schema: {
        tags,
        summary: 'Take the last installation of a set back',
        params: setParams,
        response: { 200: RuleImportResult },
      },
    },
    async ({ params: { name } }) => importsOf(deps).undo(name),
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(reviewing, options);
  await scope.register(deciding, options);
};

/** Editions of rule sets that are reviewed before they are taken over. */
export const ruleImportRoutes = fp(plugin, { name: 'rule-import-routes', dependencies: ['access'] });
