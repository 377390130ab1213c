import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  Hunt,
  HuntRequest,
  IndicatorHitPage,
  IndicatorImportReport,
  IndicatorImportRequest,
  IndicatorList,
  IndicatorListChange,
  IndicatorPage,
} from '../contract/indicator.js';
import { permissions } from '../identity/roles.js';
import { listHits } from '../store/indicator-hits.js';
import { listHunts } from '../store/indicator-hunts.js';
import {
  changeIndicatorList,
  getIndicatorList,
  listIndicatorLists,
  removeIndicatorList,
} from '../store/indicator-lists.js';
import { listIndicators } from '../store/indicator-values.js';
import type { RoutePlugin } from './deps.js';
import { Hunts } from './indicator-hunting.js';
import { importIndicators } from './indicator-import.js';
import { pageQuery, WholeList } from './page.js';
import { checkTenant } from './rule-facts.js';
import { tenantQuery } from './rules.js';

const tags = ['indicators'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const paged = Type.Object({ ...tenantQuery.properties, ...pageQuery }, { additionalProperties: false });
/** 20 MiB as base64, and what is said of the list. */
const bodyLimit = 29 * 1024 * 1024;

const reading: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['indicators.read'] };

  scope.get(
    '/indicators',
    {
      config,
      schema: {
        tags,
        summary: "A tenant's lists of indicators of compromise",
        querystring: tenantQuery,
        response: { 200: WholeList(IndicatorList) },
      },
    },
    async ({ query: { tenant } }) => ({ items: await listIndicatorLists(deps.db, tenant), next: null }),
  );

  scope.get(
    '/indicators/:id',
    {
      config,
      schema: {
        tags,
        summary: 'One list, with its latest hunt',
        params,
        querystring: tenantQuery,
        response: { 200: IndicatorList },
      },
    },
    async ({ params: { id: list }, query: { tenant } }) => getIndicatorList(deps.db, { tenant, list }),
  );

  scope.get(
    '/indicators/:id/values',
    {
      config,
      schema: {
        tags,
        summary: "A list's indicators, those with most hits first",
        params,
        querystring: Type.Object(
          {
            ...paged.properties,
            q: Type.Optional(Type.String({ maxLength: 300, description: 'text in value or description' })),
          },
          { additionalProperties: false },
        ),
        response: { 200: IndicatorPage },
      },
    },
    async ({ params: { id: list }, query: { tenant, ...query } }) => {
      await getIndicatorList(deps.db, { tenant, list });
      return listIndicators(deps.db, { tenant, list }, query);
    },
  );

  scope.get(
    '/indicators/:id/hits',
    {
      config,
      schema: {
        tags,
        summary: 'Events with an indicator of the list, latest first',
        params,
        querystring: paged,
        response: { 200: IndicatorHitPage },
      },
    },
    async ({ params: { id: list }, query: { tenant, ...page } }) => {
      await getIndicatorList(deps.db, { tenant, list });
      return listHits(deps.db, { tenant, list }, page);
    },
  );

  scope.get(
    '/indicators/:id/hunts',
    {
      config,
      schema: {
        tags,
        summary: 'Hunts for the list in stored events, the latest first',
        params,
        querystring: tenantQuery,
        response: { 200: WholeList(Hunt) },
      },
    },
    async ({ params: { id: list }, query: { tenant } }) => {
      await getIndicatorList(deps.db, { tenant, list });
      return { items: await listHunts(deps.db, { tenant, list }), next: null };
    },
  );
};

const changing: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['indicators.change'] };

  scope.post(
    '/indicators/import',
    {
      config,
      bodyLimit,
      schema: {
        tags,
        summary: 'Import a list from CSV, a STIX 2.1 bundle or MISP JSON, or say what that would do',
        querystring: tenantQuery,
        body: IndicatorImportRequest,
        response: { 200: IndicatorImportReport },
      },
    },
    async ({ query: { tenant }, body, session }) => {
      await checkTenant(deps, tenant);
      const report = await importIndicators(deps.db, tenant, body, {
        by: session.user.username,
        now: deps.now(),
      });
      if (report.stored) await deps.indicatorsChanged?.();
      return report;
    },
  );

  scope.patch(
    '/indicators/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change what is said of a list: name, level, expiry, whether it is live',
        params,
        querystring: tenantQuery,
        body: IndicatorListChange,
        response: { 200: IndicatorList },
      },
    },
    async ({ params: { id: list }, query: { tenant }, body }) => {
      const changed = await deps.db
        .transaction()
        .execute((trx) => changeIndicatorList(trx, { tenant, list }, body, deps.now()));
      await deps.indicatorsChanged?.();
      return changed;
    },
  );

  scope.delete(
    '/indicators/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Remove a list with its hits; alerts stay',
        params,
        querystring: tenantQuery,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id: list }, query: { tenant } }, reply) => {
      await removeIndicatorList(deps.db, { tenant, list });
      await deps.indicatorsChanged?.();
      reply.status(204);
      return null;
    },
  );
};

const hunting: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['indicators.change'] };
  const hunts = new Hunts({ ...deps, db: deps.system });
  scope.addHook('onReady', async () => hunts.resume());
  scope.addHook('onClose', () => hunts.close());

  scope.post(
    '/indicators/:id/hunts',
    {
      config,
      schema: {
        tags,
        summary: 'Look for the list in stored events',
        params,
        querystring: tenantQuery,
        body: HuntRequest,
        response: { 202: Hunt },
      },
    },
    async ({ params: { id: list }, query: { tenant }, body, session }, reply) => {
      if (body.from !== undefined && body.to !== undefined && Date.parse(body.from) >= Date.parse(body.to)) {
        throw new GrundwachtError('VALIDATION', { pointer: '/to', message: 'must be later than /from' });
      }
      const hunt = await hunts.start({ tenant, list }, body, session.user.username);
      reply.status(202);
      return hunt;
    },
  );

  scope.delete(
    '/hunts/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Cancel a hunt; what it has found so far stays',
        params,
        querystring: tenantQuery,
        response: { 200: Hunt },
      },
    },
    async ({ params: { id: hunt }, query: { tenant } }) => hunts.cancel({ tenant, hunt }),
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(reading, options);
  await scope.register(changing, options);
  await scope.register(hunting, options);
};

/** Lists of indicators of compromise, and hunts for them. */
export const indicatorRoutes = fp(plugin, { name: 'indicator-routes', dependencies: ['access'] });
