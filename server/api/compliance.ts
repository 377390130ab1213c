import fp from 'fastify-plugin';
import Type from 'typebox';
import { assessmentStatuses } from '../contract/check.js';
import { dayOf, plusDays } from '../contract/german-day.js';
import { RequirementLevel } from '../contract/isms.js';
import { ManagementView } from '../contract/management.js';
import {
  AskedRequirements,
  Attention,
  ComplianceTrend,
  HeatMap,
  ObjectHeatMap,
} from '../contract/overview.js';
import { permissions } from '../identity/roles.js';
import { signalDefinitions } from '../signal/definitions.js';
import { listAskedRequirements } from '../store/asked-requirements.js';
import { attention } from '../store/attention.js';
import { checkTrend } from '../store/check-trend.js';
import { findDomain } from '../store/domains.js';
import { heatMap, objectHeatMap } from '../store/heat-map.js';
import { managementView } from '../store/management.js';
import { modellingCatalog } from '../store/modelling-catalog.js';
import { findProfile } from '../store/modelling-profiles.js';
import { ProfileQuery } from './check.js';
import type { RoutePlugin } from './deps.js';
import { EditionQuery, objectOf, Scope } from './scope.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const strict = { additionalProperties: false };
const BausteinId = Type.String({ minLength: 1, maxLength: 40 });
const Layer = Type.String({ minLength: 1, maxLength: 40, description: 'id of a layer, such as `APP`' });
const Offset = Type.Integer({ minimum: 0, maximum: 10_000_000, default: 0 });

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(stateRoutes, { deps, prefix: '/isms' });
  await scope.register(detailRoutes, { deps, prefix: '/isms' });
};

/** The state of a domain for those who answer for it, below /isms/compliance. */
export const complianceRoutes = fp(plugin, { name: 'compliance-routes', dependencies: ['access'] });

const stateRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
  scope.get(
    '/compliance/attention',
    {
      config: read,
      schema: {
        tags,
        summary:
          'What needs a person today: contradicted answers, what is overdue, expires or is to be reviewed',
        querystring: EditionQuery,
        response: { 200: Attention },
      },
    },
    async ({ query: { tenant, domain, catalog: edition } }) => {
      const key = await findDomain(db, tenant, domain);
      return attention(db, key, await modellingCatalog(db, key, edition), signalDefinitions(), now());
    },
  );

  scope.get(
    '/compliance/trend',
    {
      config: read,
      schema: {
        tags,
        summary: 'The check day by day, by level; the past from the history of the answers',
        querystring: Type.Object(
          {
            ...ProfileQuery.properties,
            layer: Type.Optional(Layer),
            days: Type.Integer({ minimum: 1, maximum: 1500, default: 366 }),
          },
          strict,
        ),
        response: { 200: ComplianceTrend },
      },
    },
    async ({ query: { tenant, domain, catalog: edition, profile, layer, days } }) => {
      const key = await findDomain(db, tenant, domain);
      const catalog = await modellingCatalog(db, key, edition);
      const { levels } = await findProfile(db, key, profile);
      const from = plusDays(dayOf(now()), -days);
      return checkTrend(db, { ...key, catalog }, { from, levels, layer }, now());
    },
  );

  scope.get(
    '/management',
    {
      config: read,
      schema: {
        tags,
        summary: 'What the quarterly board asks for, compared with the end of the quarter before',
        querystring: DomainQuery,
        response: { 200: ManagementView },
      },
    },
    async ({ query: { tenant, domain } }) =>
      managementView(db, await findDomain(db, tenant, domain), signalDefinitions(), now()),
  );
};

const ObjectQuery = Type.Object(
  {
    ...ProfileQuery.properties,
    q: Type.Optional(Type.String({ maxLength: 200, description: 'text in key or name, ignoring case' })),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    offset: Offset,
  },
  strict,
);
const AskedQuery = Type.Object(
  {
    ...ProfileQuery.properties,
    layer: Type.Optional(Layer),
    baustein: Type.Optional(BausteinId),
    level: Type.Optional(RequirementLevel),
    scope: Type.Optional(Scope),
    status: Type.Optional(Type.Array(Type.Enum(assessmentStatuses), { maxItems: 5 })),
    contradicted: Type.Optional(
      Type.Boolean({ description: "only those whose 'ja' a fresh observation contradicts" }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: 500, default: 100 }),
    offset: Offset,
  },
  strict,
);

const detailRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
  scope.get(
    '/compliance/heat-map',
    {
      config: read,
      schema: {
        tags,
        summary: 'State of the check by layer, Baustein and level',
        querystring: ProfileQuery,
        response: { 200: HeatMap },
      },
    },
    async ({ query: { tenant, domain, catalog: edition, profile } }) => {
      const key = await findDomain(db, tenant, domain);
      const catalog = await modellingCatalog(db, key, edition);
      return heatMap(db, key, catalog, await findProfile(db, key, profile));
    },
  );

  scope.get(
    '/compliance/objects',
    {
      config: read,
      schema: {
        tags,
        summary: 'State of the check by target object and layer, those with the most gaps first',
        querystring: ObjectQuery,
        response: { 200: ObjectHeatMap },
      },
    },
    async ({ query: { tenant, domain, catalog: edition, profile, ...page } }) => {
      const key = await findDomain(db, tenant, domain);
      const catalog = await modellingCatalog(db, key, edition);
      return objectHeatMap(db, key, catalog, await findProfile(db, key, profile), page);
    },
  );

  scope.get(
    '/compliance/requirements',
    {
      config: read,
      schema: {
        tags,
        summary: 'Requirements where they are asked, with the answers that count, gaps first',
        querystring: AskedQuery,
        response: { 200: AskedRequirements },
      },
    },
    async ({ query: { tenant, domain, catalog: edition, profile, scope: asked, ...filter } }) => {
      const key = await findDomain(db, tenant, domain);
      const catalog = await modellingCatalog(db, key, edition);
      const counted = await findProfile(db, key, profile);
      const of = { ...filter, object: asked && objectOf(asked) };
      return listAskedRequirements(db, key, catalog, counted, signalDefinitions(), of, now());
    },
  );
};
