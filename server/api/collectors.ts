import fp from 'fastify-plugin';
import Type from 'typebox';
import { CollectorInputs } from '../contract/collector-inputs.js';
import { GrundwachtError } from '../contract/errors.js';
import { Collector } from '../contract/identity.js';
import { permissions } from '../identity/roles.js';
import { getInputs, setInputs } from '../store/collector-inputs.js';
import { createCollector, listCollectors, revokeCollector } from '../store/collectors.js';
import { listTenants } from '../store/tenants.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['collectors'];
const CollectorInput = Type.Object(
  { id: Collector.properties.id, tenant: Type.String({ maxLength: 63, default: 'default' }) },
  { additionalProperties: false },
);
const NewCollector = Type.Object({
  collector: Collector,
  token: Type.String({ description: 'given out this once' }),
});

const params = Type.Object({ id: Type.String({ maxLength: 63 }) });
const WantedInputs = Type.Object({
  version: Type.Integer({ description: 'to be sent back with a change' }),
  inputs: CollectorInputs,
  by: Type.Union([Type.String(), Type.Null()]),
  at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});

const plugin: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['collectors.manage'] };

  scope.get(
    '/collectors',
    { config, schema: { tags, summary: 'All collectors', response: { 200: WholeList(Collector) } } },
    async () => ({ items: await listCollectors(deps.db), next: null }),
  );

  scope.post(
    '/collectors',
    {
      config,
      schema: {
        tags,
        summary: 'Register a collector',
        body: CollectorInput,
        response: { 201: NewCollector },
      },
    },
    async (request, reply) => {
      const { tenant } = request.body;
      if (!(await listTenants(deps.db)).includes(tenant)) {
        throw new GrundwachtError('VALIDATION', `/tenant: there is no tenant ${tenant}`);
      }
      reply.status(201);
      return createCollector(deps.db, request.body, deps.now());
    },
  );

  scope.get(
    '/collectors/:id/inputs',
    {
      config,
      schema: { tags, summary: 'What a collector is to collect', params, response: { 200: WantedInputs } },
    },
    async (request) => getInputs(deps.db, request.params.id),
  );

  scope.put(
    '/collectors/:id/inputs',
    {
      config,
      schema: {
        tags,
        summary: 'Set what a collector is to collect; it takes what its own configuration allows',
        params,
        body: Type.Object(
          { version: Type.Integer({ minimum: 0 }), inputs: CollectorInputs },
          { additionalProperties: false },
        ),
        response: { 200: WantedInputs },
      },
    },
    async (request) => {
      const change = { ...request.body, by: request.session.user.username };
      return setInputs(deps.db, request.params.id, change, deps.now());
    },
  );

  scope.delete(
    '/collectors/:id',
    {
      config,
      schema: {
        tags,
        summary: "Revoke a collector's token",
        params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await revokeCollector(deps.db, id, deps.now()))) {
        throw new GrundwachtError('NOT_FOUND', `there is no collector ${id}`);
      }
      deps.collectorsRevoked?.();
      reply.status(204);
      return null;
    },
  );
};

export const collectorRoutes = fp(plugin, { name: 'collector-routes', dependencies: ['access'] });
