import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import {
  MigrationCarryOver,
  MigrationInput,
  MigrationOfCheck,
  MigrationResult,
  MigrationState,
  ProposalDecision,
  ProposalDecisions,
  StoredProposal,
  WibaCarryOverResult,
} from '../contract/migration.js';
import { permissions } from '../identity/roles.js';
import { findDomain } from '../store/domains.js';
import { carryOverMigration } from '../store/migration-carry-over.js';
import { migrationState, storeMigrationOfCheck } from '../store/migration-check.js';
import { decideProposal, decideProposals, listProposals } from '../store/migration-decisions.js';
import { storeMigration } from '../store/migration-proposals.js';
import { listTenants } from '../store/tenants.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { WholeList } from './page.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const CatalogId = Type.String({ maxLength: 63 });
const Target = Type.Object({ target: CatalogId });
const strict = { additionalProperties: false };
export const TenantQuery = Type.Object(
  { tenant: Type.String({ maxLength: 63, default: 'default' }) },
  strict,
);
const querystring = TenantQuery;
/** 500,000 assessments of some 60 bytes. */
const migrationBytes = 48 * 1024 * 1024;

/** The move to another catalogue. */
export const migrationRoutes: RoutePlugin = async (scope, { deps }) => {
  await scope.register(computeRoutes, { deps });
  await scope.register(proposalRoutes, { deps });
};

const computeRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
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

  scope.post(
    '/migrations/:target',
    {
      config: change,
      schema: {
        tags,
        summary: 'Propose states for the controls of another catalogue from the check of all domains',
        params: Target,
        querystring,
        body: MigrationOfCheck,
        response: { 200: MigrationResult },
      },
    },
    async ({ params: { target }, body: { source }, query: { tenant } }) => {
      await tenantExists(db, tenant);
      const move = { tenant, source, target };
      return db.transaction().execute((trx) => storeMigrationOfCheck(trx, move, now()));
    },
  );

  scope.get(
    '/migrations/:target',
    {
      config: read,
      schema: {
        tags,
        summary: 'What the check would propose now: coverage, what leads nowhere, what is out of date',
        params: Target,
        querystring: Type.Object({ ...querystring.properties, source: CatalogId }, strict),
        response: { 200: MigrationState },
      },
    },
    async ({ params: { target }, query: { tenant, source } }) =>
      migrationState(db, { tenant, source, target }),
  );
};

const proposalRoutes: RoutePlugin = async (scope, { deps: { db, now } }) => {
  scope.get(
    '/migrations/:target/proposals',
    {
      config: read,
      schema: {
        tags,
        summary: 'The proposals of the last migration, with their grounds and decisions',
        params: Target,
        querystring,
        response: { 200: WholeList(StoredProposal) },
      },
    },
    async ({ params, query }) => ({
      items: await listProposals(db, { ...query, ...params }),
      next: null,
    }),
  );

  scope.post(
    '/migrations/:target/decisions',
    {
      config: change,
      schema: {
        tags,
        summary: 'Accept or reject several proposals: all of them or none',
        params: Target,
        querystring,
        body: ProposalDecisions,
        response: { 204: Type.Null() },
      },
    },
    async ({ params, query, body, session }, reply) => {
      const place = { ...query, ...params };
      const { username } = session.user;
      await db.transaction().execute((trx) => decideProposals(trx, place, body, username, now()));
      reply.status(204);
      return null;
    },
  );

  scope.post(
    '/migrations/:target/carry-over',
    {
      config: change,
      schema: {
        tags,
        summary:
          "Carry accepted proposals over into a domain's check by the new edition; answers that are there stay",
        params: Target,
        querystring: DomainQuery,
        body: MigrationCarryOver,
        response: { 200: WibaCarryOverResult },
      },
    },
    async ({ params: { target }, query: { tenant, domain }, body: { language = 'de' }, session }) => {
      const author = { by: session.user.username, now: now() };
      return db.transaction().execute(async (trx) => {
        return carryOverMigration(trx, await findDomain(trx, tenant, domain), target, language, author);
      });
    },
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
      const { username } = session.user;
      await db.transaction().execute((trx) => decideProposal(trx, place, body, username, now()));
      reply.status(204);
      return null;
    },
  );
};

/** @throws GrundwachtError VALIDATION */
export async function tenantExists(db: RouteDeps['db'], tenant: string): Promise<void> {
  if ((await listTenants(db)).includes(tenant)) return;
  throw new GrundwachtError('VALIDATION', {
    pointer: 'querystring /tenant',
    message: 'there is no tenant {tenant}',
    values: { tenant },
  });
}
