import fp from 'fastify-plugin';
import Type from 'typebox';
import { CollectorInputs } from '../contract/collector-inputs.js';
import { GrundwachtError } from '../contract/errors.js';
import { Collector } from '../contract/identity.js';
import { readCertificate } from '../identity/client-certificate.js';
import { permissions } from '../identity/roles.js';
import { checkNetworks } from '../identity/source-networks.js';
import { type Credential, newCollectorToken } from '../store/collector-credentials.js';
import { getInputs, setInputs } from '../store/collector-inputs.js';
import {
  createCollector,
  listCollectors,
  renewCredential,
  revokeCollector,
  setNetworks,
} from '../store/collectors.js';
import { listTenants } from '../store/tenants.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['collectors'];
const Networks = Type.Array(Type.String({ maxLength: 50 }), {
  maxItems: 100,
  description: 'addresses and networks that it may send from, such as 192.0.2.0/24; empty: all',
});
const Certificate = Type.String({
  maxLength: 20_000,
  description:
    'PEM: what the collector proves itself by, in place of a token. Its key counts, so it can be renewed',
});
const CollectorInput = Type.Object(
  {
    id: Collector.properties.id,
    tenant: Type.String({ maxLength: 63, default: 'default' }),
    networks: Type.Optional(Networks),
    certificate: Type.Optional(Certificate),
  },
  { additionalProperties: false },
);
const CredentialInput = Type.Object(
  {
    certificate: Type.Optional(Certificate),
    overlap_hours: Type.Integer({
      minimum: 0,
      maximum: 720,
      default: 0,
      description: 'for how long the one before is still valid',
    }),
  },
  { additionalProperties: false },
);
const NewCollector = Type.Object({
  collector: Collector,
  token: Type.Optional(Type.String({ description: 'given out this once' })),
});
const hourMs = 3_600_000;

const credentialOf = (certificate: string | undefined, now: number): Credential => {
  if (certificate === undefined) return newCollectorToken();
  const { hash, subject } = readCertificate(certificate, now);
  return { kind: 'certificate', hash, subject };
};

const params = Type.Object({ id: Type.String({ maxLength: 63 }) });
const WantedInputs = Type.Object({
  version: Type.Integer({ description: 'to be sent back with a change' }),
  inputs: CollectorInputs,
  by: Type.Union([Type.String(), Type.Null()]),
  at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
});

const none = (id: string) =>
  new GrundwachtError('NOT_FOUND', { message: 'there is no collector {id}', values: { id } });

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
        summary: 'Register a collector, with a token or its certificate',
        body: CollectorInput,
        response: { 201: NewCollector },
      },
    },
    async (request, reply) => {
      const { tenant, certificate, networks = [] } = request.body;
      checkNetworks(networks);
      if (!(await listTenants(deps.db)).includes(tenant)) {
        throw new GrundwachtError('VALIDATION', {
          pointer: '/tenant',
          message: 'there is no tenant {tenant}',
          values: { tenant },
        });
      }
      reply.status(201);
      const credential = credentialOf(certificate, deps.now());
      return createCollector(deps.db, request.body, deps.now(), credential);
    },
  );

  scope.patch(
    '/collectors/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Say from where a collector may send',
        params,
        body: Type.Object({ networks: Networks }, { additionalProperties: false }),
        response: { 200: Collector },
      },
    },
    async (request) => {
      const { networks } = request.body;
      checkNetworks(networks);
      const collector = await setNetworks(deps.db, request.params.id, networks);
      if (collector === undefined) throw none(request.params.id);
      deps.collectorsRevoked?.();
      return collector;
    },
  );

  scope.post(
    '/collectors/:id/credentials',
    {
      config,
      schema: {
        tags,
        summary: 'Give a collector another token or certificate; the one before ends at once or later',
        params,
        body: CredentialInput,
        response: { 201: NewCollector },
      },
    },
    async (request, reply) => {
      const { certificate, overlap_hours } = request.body;
      const now = deps.now();
      const change = { credential: credentialOf(certificate, now), overlapMs: overlap_hours * hourMs };
      const renewed = await renewCredential(deps.db, request.params.id, change, now);
      deps.collectorsRevoked?.();
      reply.status(201);
      return renewed;
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
        summary: "Revoke a collector's token or certificate",
        params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      if (!(await revokeCollector(deps.db, id, deps.now()))) throw none(id);
      deps.collectorsRevoked?.();
      reply.status(204);
      return null;
    },
  );
};

export const collectorRoutes = fp(plugin, { name: 'collector-routes', dependencies: ['access'] });
