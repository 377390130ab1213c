import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  MigrationInput,
  MigrationResult,
  ProposalDecision,
  StoredProposal,
  WibaInput,
  WibaProposal,
  WibaTopic,
} from '../contract/migration.js';
import { permissions } from '../identity/roles.js';
import { carryOver } from '../isms/wiba/carry-over.js';
import { wibaQuestions } from '../isms/wiba/questions.js';
import { decideProposal, listProposals, storeMigration } from '../store/migration-proposals.js';
import { listTenants } from '../store/tenants.js';
import { answerWiba, listWiba, wibaAnswers } from '../store/wiba.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const CatalogId = Type.String({ maxLength: 63 });
const querystring = Type.Object(
  { tenant: Type.String({ maxLength: 63, default: 'default' }) },
  { additionalProperties: false },
);
/** 500,000 assessments of some 60 bytes. */
const migrationBytes = 48 * 1024 * 1024;

/** The move to another catalogue, and the self-check of the first step. */
export const migrationRoutes: RoutePlugin = async (scope, { deps }) => {
  await scope.register(proposalRoutes, { deps });
  await scope.register(wibaRoutes, { deps });
};

const proposalRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
  scope.post(
    '/migrations',
    {
      config: change,
      bodyLimit: migrationBytes,
      schema: {
        tags,
        summary: 'Propose states for the controls of another catalogue from assessments of this one',
        querystring,
        body: MigrationInput,
        response: { 200: MigrationResult },
      },
    },
    async ({ body, query: { tenant } }) => {
      await tenantExists(db, tenant);
      return db.transaction().execute((trx) => storeMigration(trx, tenant, body, now()));
    },
  );

  scope.get(
    '/migrations/:target/proposals',
    {
      config: read,
      schema: {
        tags,
        summary: 'The proposals of the last migration, with their grounds and decisions',
        params: Type.Object({ target: CatalogId }),
        querystring,
        response: { 200: WholeList(StoredProposal) },
      },
    },
    async ({ params, query }) => ({
      items: await listProposals(db, query.tenant, params.target),
      next: null,
    }),
  );

  scope.put(
    '/migrations/:target/proposals/:requirement',
    {
      config: change,
      schema: {
        tags,
        summary: 'Accept or reject a proposal; refused when its version is not the one given',
        params: Type.Object({ target: CatalogId, requirement: Type.String({ maxLength: 200 }) }),
        querystring,
        body: ProposalDecision,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, query, body, session }, reply) => {
      const place = { tenant: query.tenant, ...params };
      await decideProposal(db, place, body, session.user.username, now());
      reply.status(204);
      return null;
    },
  );
};

const wibaRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
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

  scope.get(
    '/wiba/proposals',
    {
      config: read,
      schema: {
        tags,
        summary: 'What the answers propose for the requirements of the Kompendium; never "fulfilled"',
        querystring,
        response: { 200: WholeList(WibaProposal) },
      },
    },
    async ({ query }) => {
      const answers = await wibaAnswers(db, query.tenant);
      return { items: carryOver(wibaQuestions().topics, answers), next: null };
    },
  );
};

async function tenantExists(db: RouteDeps['db'], tenant: string): Promise<void> {
  if ((await listTenants(db)).includes(tenant)) return;
  throw new GrundwachtError('VALIDATION', `querystring /tenant: there is no tenant ${tenant}`);
}
