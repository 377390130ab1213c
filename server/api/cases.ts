import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import type { Transaction } from 'kysely';
import Type from 'typebox';
import type { Alert } from '../contract/alert.js';
import {
  Case,
  CaseAlerts,
  CaseChange,
  CasePage,
  CaseStateChange,
  caseSeverities,
  caseStates,
  NewCase,
} from '../contract/case.js';
import { BoardClock } from '../contract/case-duty.js';
import { permissions } from '../identity/roles.js';
import { acknowledgeEscalated, addCaseAlerts, removeCaseAlert } from '../store/case-alerts.js';
import { boardClocks, getCase, listCases } from '../store/case-list.js';
import type { CaseKey } from '../store/case-timeline.js';
import { changeCase, changeCaseState, createCase } from '../store/cases.js';
import type { Author } from '../store/structure-history.js';
import type { Database } from '../store/tables.js';
import { caseParams, sightOf, caseTags as tags } from './case-scope.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { pageQuery, WholeList } from './page.js';

const read = { roles: permissions['cases.read'] };
const change = { roles: permissions['cases.change'] };
const strict = { additionalProperties: false };
const Tenant = Type.Optional(Type.String({ maxLength: 63 }));

const CaseQuery = Type.Object(
  {
    ...pageQuery,
    tenant: Tenant,
    state: Type.Optional(Type.Array(Type.Enum(caseStates), { maxItems: 4 })),
    severity: Type.Optional(Type.Array(Type.Enum(caseSeverities), { maxItems: 4 })),
    lead: Type.Optional(Type.String({ maxLength: 200 })),
    q: Type.Optional(Type.String({ maxLength: 200, description: 'text in key or title, ignoring case' })),
  },
  strict,
);

const reading: RoutePlugin = async (scope, { deps }) => {
  const { db, now } = deps;
  scope.get(
    '/cases',
    {
      config: read,
      schema: {
        tags,
        summary: 'Cases with their clocks, latest first; data protection sees those with personal data',
        querystring: CaseQuery,
        response: { 200: CasePage },
      },
    },
    async (request) => listCases(db, request.query, sightOf(request), now()),
  );

  scope.get(
    '/cases/clocks',
    {
      config: read,
      schema: {
        tags,
        summary: 'The clocks of all cases that are not closed, in the order of their ends',
        querystring: Type.Object({ tenant: Tenant }, strict),
        response: { 200: WholeList(BoardClock) },
      },
    },
    async (request) => ({
      items: await boardClocks(db, request.query.tenant, sightOf(request), now()),
      next: null,
    }),
  );
};

/** {@link changed}, and acknowledges the alerts that are escalated. */
async function escalated(
  deps: RouteDeps,
  request: FastifyRequest,
  ids: readonly string[],
  act: (trx: Transaction<Database>, author: Author) => Promise<CaseKey>,
): Promise<Case> {
  let alerts: Alert[] = [];
  const result = await changed(deps, request, async (trx, author) => {
    const key = await act(trx, author);
    alerts = await acknowledgeEscalated(trx, ids, author);
    return key;
  });
  if (alerts.length > 0) deps.hub.publishAlerts(alerts);
  return result;
}

/**
 * Changes a case in one transaction, in the name of who calls.
 * @returns it as it is then
 */
async function changed(
  deps: RouteDeps,
  request: FastifyRequest,
  act: (trx: Transaction<Database>, author: Author) => Promise<CaseKey>,
): Promise<Case> {
  const author = authorOf(request, deps);
  return deps.db.transaction().execute(async (trx) => {
    const key = await act(trx, author);
    return (await getCase(trx, key.case, sightOf(request), author.now)).case;
  });
}

const changing: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/cases',
    {
      config: change,
      schema: {
        tags,
        summary: 'Open a case, with alerts or without',
        body: NewCase,
        response: { 201: Case },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const created = await escalated(deps, request, body.alerts ?? [], (trx, author) =>
        createCase(trx, body, author),
      );
      reply.status(201).header('location', `/api/v1/cases/${created.id}`);
      return created;
    },
  );

  scope.patch(
    '/cases/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Change what is said of a case; refused when its version is not the one given',
        params: caseParams,
        body: CaseChange,
        response: { 200: Case },
      },
    },
    async (request) =>
      changed(deps, request, (trx, author) => changeCase(trx, request.params.id, request.body, author)),
  );

  scope.post(
    '/cases/:id/state',
    {
      config: change,
      schema: {
        tags,
        summary:
          'Contain, recover, close or open a case anew; closed only when nothing is to be done any more',
        params: caseParams,
        body: CaseStateChange,
        response: { 200: Case },
      },
    },
    async (request) =>
      changed(deps, request, (trx, author) => changeCaseState(trx, request.params.id, request.body, author)),
  );

  scope.post(
    '/cases/:id/alerts',
    {
      config: change,
      schema: {
        tags,
        summary: 'Add alerts to a case; their events are kept from then on',
        params: caseParams,
        body: CaseAlerts,
        response: { 200: Case },
      },
    },
    async (request) =>
      escalated(deps, request, request.body.ids, (trx, author) =>
        addCaseAlerts(trx, request.params.id, request.body.ids, author),
      ),
  );

  scope.delete(
    '/cases/:id/alerts/:alert',
    {
      config: change,
      schema: {
        tags,
        summary: 'Take an alert out of a case',
        params: Type.Object({ ...caseParams.properties, alert: Type.String({ format: 'uuid' }) }),
        response: { 200: Case },
      },
    },
    async (request) =>
      changed(deps, request, (trx, author) =>
        removeCaseAlert(trx, request.params.id, request.params.alert, author),
      ),
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(reading, options);
  await scope.register(changing, options);
};

/** Cases: the incidents that people handle. */
export const caseRoutes = fp(plugin, { name: 'case-routes', dependencies: ['access'] });
