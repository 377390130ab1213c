import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  dueFilters,
  Measure,
  MeasureBulk,
  MeasureChange,
  type MeasureState,
  measureOrigins,
  measureStates,
  NewMeasure,
  PlanEntry,
  PlanOverview,
  planSubjects,
} from '../contract/plan.js';
import { permissions } from '../identity/roles.js';
import { normaliseMeasure } from '../isms/plan/stated-measure.js';
import { findDomain } from '../store/domains.js';
import { getMeasure, listMeasures } from '../store/measure-list.js';
import { getPlanOverview } from '../store/measure-overview.js';
import { createMeasure, deleteMeasure, updateMeasure, updateMeasures } from '../store/measures.js';
import { planHistory } from '../store/plan-history.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { inDomain } from './in-domain.js';
import { pageQuery, WholeList } from './page.js';
import { mustBePerson } from './person.js';
import { DomainQuery } from './target-objects.js';
import { VersionOnly } from './versioned.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const Uuid = Type.String({ format: 'uuid' });
const Id = Type.Object({ id: Uuid });
const strict = { additionalProperties: false };

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(figureRoutes, { deps, prefix: '/isms' });
  await scope.register(measureRoutes, { deps, prefix: '/isms' });
};

/** The implementation plan (Realisierungsplan; BSI-Standard 200-2, 9), below /isms. */
export const planRoutes = fp(plugin, { name: 'plan-routes', dependencies: ['access'] });

const MeasureQuery = Type.Object(
  {
    ...DomainQuery.properties,
    ...pageQuery,
    state: Type.Optional(Type.Array(Type.Enum(measureStates), { maxItems: 5 })),
    origin: Type.Optional(Type.Array(Type.Enum(measureOrigins), { maxItems: 4 })),
    due: Type.Optional(
      Type.Enum(dueFilters, {
        description: 'of those to be done: overdue, within 30 days, without a deadline',
      }),
    ),
    target_object: Type.Optional(Uuid),
    risk: Type.Optional(Uuid),
    finding: Type.Optional(Uuid),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description: 'text in title, description, responsible or id of the requirement, ignoring case',
      }),
    ),
  },
  strict,
);

const figureRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db, now } = deps;
  scope.get(
    '/plan-overview',
    {
      config: read,
      schema: {
        tags,
        summary: 'The implementation plan in figures, and how it goes on by week',
        querystring: DomainQuery,
        response: { 200: PlanOverview },
      },
    },
    async ({ query: { tenant, domain } }) => getPlanOverview(db, await findDomain(db, tenant, domain), now()),
  );

  scope.get(
    '/plan-history',
    {
      config: read,
      schema: {
        tags,
        summary: 'Changes in risk analysis, plan, Statement of Applicability and audits, latest first',
        querystring: Type.Object(
          {
            ...DomainQuery.properties,
            subject: Type.Enum(planSubjects),
            id: Type.Optional(Type.String({ maxLength: 60, description: 'of what was changed' })),
            limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
          },
          strict,
        ),
        response: { 200: WholeList(PlanEntry) },
      },
    },
    async ({ query: { tenant, domain, ...query } }) => ({
      items: await planHistory(db, await findDomain(db, tenant, domain), query),
      next: null,
    }),
  );
};

const measureRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db, now } = deps;
  scope.get(
    '/measures',
    {
      config: read,
      schema: {
        tags,
        summary: 'The implementation plan by priority; every gap of the check is in it',
        querystring: MeasureQuery,
        response: {
          200: Type.Object({
            items: Type.Array(Measure),
            next: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
    },
    async ({ query: { tenant, domain, ...filter } }) =>
      listMeasures(db, await findDomain(db, tenant, domain), filter, now()),
  );

  scope.post(
    '/measures',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add a measure: for a risk, for a finding, or an own one',
        querystring: DomainQuery,
        body: NewMeasure,
        response: { 201: Measure },
      },
    },
    async (request, reply) => {
      const { risk, finding, ...input } = request.body;
      checkAcceptance(request, input);
      const created = await inDomain(deps, request, async (trx, key, author) => {
        return createMeasure(trx, key, normaliseMeasure(input), { risk, finding }, author);
      });
      reply.status(201).header('location', `/api/v1/isms/measures/${created.id}`);
      return created;
    },
  );

  scope.post(
    '/measures/bulk',
    {
      config: change,
      schema: {
        tags,
        summary: 'Make the same change of several measures, or of none',
        body: MeasureBulk,
        response: { 200: Type.Object({ changed: Type.Integer() }) },
      },
    },
    async (request) => {
      const author = authorOf(request, deps);
      const changed = await db.transaction().execute((trx) => updateMeasures(trx, request.body, author));
      return { changed };
    },
  );

  scope.get(
    '/measures/:id',
    {
      config: read,
      schema: { tags, summary: 'A measure', params: Id, response: { 200: Measure } },
    },
    async ({ params }) => getMeasure(db, params.id),
  );

  scope.put(
    '/measures/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Replace what is said of a measure; refused when its version is not the one given',
        params: Id,
        body: MeasureChange,
        response: { 200: Measure },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      checkAcceptance(request, input);
      const stated = normaliseMeasure(input);
      const author = authorOf(request, deps);
      return db
        .transaction()
        .execute((trx) => updateMeasure(trx, request.params.id, version, stated, author));
    },
  );

  scope.delete(
    '/measures/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Delete a measure that a person has added',
        params: Id,
        querystring: VersionOnly,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const author = authorOf(request, deps);
      const { version } = request.query;
      await db.transaction().execute((trx) => deleteMeasure(trx, request.params.id, version, author));
      reply.status(204);
      return null;
    },
  );
};

/** Whoever accepts that something is left undone signs for it. */
function checkAcceptance(request: FastifyRequest, { state }: { state?: MeasureState | undefined }): void {
  if (state === 'accepted') {
    mustBePerson(request, 'an API token cannot accept what is left undone: a person answers for that');
  }
}
