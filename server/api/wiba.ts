import Type from 'typebox';
import {
  WibaCarryOver,
  WibaCarryOverResult,
  WibaInput,
  WibaProposal,
  WibaTopic,
} from '../contract/migration.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { answerWiba, listWiba } from '../store/wiba.js';
import { carryOverToCheck, wibaProposals } from '../store/wiba-carry-over.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { TenantQuery, tenantExists } from './isms-migration.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const querystring = TenantQuery;

/** The self-check of the first step. */
export const wibaRoutes: RoutePlugin = async (scope, { deps }) => {
  await scope.register(answerRoutes, { deps });
  await scope.register(carryOverRoutes, { deps });
};

const answerRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
  scope.get(
    '/wiba',
    {
      config: read,
      schema: {
        tags,
        summary: 'The self-check of the first step: 19 topics with their questions and answers',
        querystring,
        response: { 200: WholeList(WibaTopic) },
      },
    },
    async ({ query }) => ({ items: await listWiba(db, query.tenant), next: null }),
  );

  scope.put(
    '/wiba/:question',
    {
      config: change,
      schema: {
        tags,
        summary: 'Answer a question; refused when the answer has changed since',
        params: Type.Object({ question: Type.String({ maxLength: 60 }) }),
        querystring,
        body: WibaInput,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, query, body, session }, reply) => {
      await tenantExists(db, query.tenant);
      await answerWiba(db, query.tenant, params.question, body, session.user.username, now());
      reply.status(204);
      return null;
    },
  );
};

const carryOverRoutes: RoutePlugin = async (scope, { deps }) => {
  const { db } = deps;
  scope.get(
    '/wiba/proposals',
    {
      config: read,
      schema: {
        tags,
        summary: 'What the answers propose for the requirements of the Kompendium; never "fulfilled"',
        querystring: DomainQuery,
        response: { 200: WholeList(WibaProposal) },
      },
    },
    async ({ query: { tenant, domain } }) => {
      return { items: await wibaProposals(db, await findDomain(db, tenant, domain)), next: null };
    },
  );

  scope.post(
    '/wiba/carry-over',
    {
      config: change,
      schema: {
        tags,
        summary: "Carry proposals over into the domain's check where it says nothing yet",
        querystring: DomainQuery,
        body: WibaCarryOver,
        response: { 200: WibaCarryOverResult },
      },
    },
    async (request) => {
      const { tenant, domain } = request.query;
      const author = authorOf(request, deps);
      return db.transaction().execute(async (trx) => {
        return carryOverToCheck(trx, await findDomain(trx, tenant, domain), request.body, author);
      });
    },
  );
};
