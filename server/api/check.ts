import fp from 'fastify-plugin';
import Type from 'typebox';
import {
  Assessment,
  AssessmentBulk,
  AssessmentChange,
  CheckEntry,
  CheckOverview,
  CheckQuestion,
  CheckSheet,
} from '../contract/check.js';
import { permissions } from '../identity/roles.js';
import { removeAssessment, setAssessment, setAssessments } from '../store/assessments.js';
import { checkHistory } from '../store/check-history.js';
import { checkOverview } from '../store/check-overview.js';
import { checkQuestions } from '../store/check-questions.js';
import { listSheets } from '../store/check-sheets.js';
import { findDomain } from '../store/domains.js';
import { modellingCatalog } from '../store/modelling-catalog.js';
import { findProfile } from '../store/modelling-profiles.js';
import type { RoutePlugin } from './deps.js';
import { inDomain } from './in-domain.js';
import { WholeList } from './page.js';
import { EditionQuery, objectOf, Scope } from './scope.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const strict = { additionalProperties: false };
const domainQuery = EditionQuery.properties;
const BausteinId = Type.String({ minLength: 1, maxLength: 40 });

/** Which domain and edition a call is about, and what counts. */
export const ProfileQuery = Type.Object(
  {
    ...domainQuery,
    profile: Type.Optional(
      Type.String({ maxLength: 36, description: "`basis`, `standard`, `kern` or an id; else the domain's" }),
    ),
  },
  strict,
);
const SheetQuery = Type.Object(
  { ...ProfileQuery.properties, baustein: Type.Optional(BausteinId), scope: Type.Optional(Scope) },
  strict,
);
const QuestionQuery = Type.Object({ ...domainQuery, baustein: BausteinId, scope: Scope }, strict);
const AnswerQuery = Type.Object(
  {
    ...domainQuery,
    requirement: Type.String({ maxLength: 200 }),
    scope: Scope,
    version: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 2 }),
  },
  strict,
);
const HistoryQuery = Type.Object(
  {
    ...domainQuery,
    scope: Type.Optional(Scope),
    what: Type.Optional(
      Type.String({ maxLength: 200, description: 'id of a Baustein or requirement, or name of a profile' }),
    ),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100 }),
  },
  strict,
);

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(stateRoutes, { deps, prefix: '/isms' });
  await scope.register(answerRoutes, { deps, prefix: '/isms' });
};

/** The IT-Grundschutz-Check (BSI-Standard 200-2, 8.4), below /isms/check. */
export const checkRoutes = fp(plugin, { name: 'check-routes', dependencies: ['access'] });

const stateRoutes: RoutePlugin = async (scope, { deps: { db } }) => {
  scope.get(
    '/check/overview',
    {
      config: read,
      schema: {
        tags,
        summary: 'State of the check by level, layer, Baustein and scope',
        querystring: ProfileQuery,
        response: { 200: CheckOverview },
      },
    },
    async ({ query: { tenant, domain, catalog: edition, profile } }) => {
      const key = await findDomain(db, tenant, domain);
      return checkOverview(
        db,
        key,
        await modellingCatalog(db, key, edition),
        await findProfile(db, key, profile),
      );
    },
  );

  scope.get(
    '/check/sheets',
    {
      config: read,
      schema: {
        tags,
        summary: 'Bausteine with what they are applied to, and how far each has come',
        querystring: SheetQuery,
        response: { 200: WholeList(CheckSheet) },
      },
    },
    async ({ query: { tenant, domain, catalog: edition, profile, baustein, scope } }) => {
      const key = await findDomain(db, tenant, domain);
      const { levels } = await findProfile(db, key, profile);
      const filter = { baustein, object: scope && objectOf(scope), levels };
      return {
        items: await listSheets(db, key, await modellingCatalog(db, key, edition), filter),
        next: null,
      };
    },
  );

  scope.get(
    '/check/questions',
    {
      config: read,
      schema: {
        tags,
        summary: 'Requirements of a Baustein with the answers for one scope',
        querystring: QuestionQuery,
        response: { 200: WholeList(CheckQuestion) },
      },
    },
    async ({ query: { tenant, domain, catalog: edition, baustein, scope } }) => {
      const key = await findDomain(db, tenant, domain);
      const catalog = await modellingCatalog(db, key, edition);
      return { items: await checkQuestions(db, key, catalog, baustein, objectOf(scope)), next: null };
    },
  );

  scope.get(
    '/check/history',
    {
      config: read,
      schema: {
        tags,
        summary: 'Changes of modelling and check, latest first',
        querystring: HistoryQuery,
        response: { 200: WholeList(CheckEntry) },
      },
    },
    async ({ query: { tenant, domain, scope, what, limit } }) => {
      const key = await findDomain(db, tenant, domain);
      return {
        items: await checkHistory(db, key, { object: scope && objectOf(scope), what }, limit),
        next: null,
      };
    },
  );
};

const answerRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.put(
    '/check/answer',
    {
      config: change,
      schema: {
        tags,
        summary: 'Say how a requirement is met; refused when somebody else has answered since',
        querystring: EditionQuery,
        body: AssessmentChange,
        response: { 200: Assessment },
      },
    },
    async (request) => {
      const { catalog: edition } = request.query;
      return inDomain(deps, request, async (trx, key, author) => {
        return setAssessment(trx, key, await modellingCatalog(trx, key, edition), request.body, author);
      });
    },
  );

  scope.post(
    '/check/answers',
    {
      config: change,
      bodyLimit: 4 * 1024 * 1024,
      schema: {
        tags,
        summary: 'Change the given fields of many answers, or of none when one is refused',
        querystring: EditionQuery,
        body: AssessmentBulk,
        response: { 200: WholeList(Assessment) },
      },
    },
    async (request) => {
      const { catalog: edition } = request.query;
      const items = await inDomain(deps, request, async (trx, key, author) => {
        return setAssessments(trx, key, await modellingCatalog(trx, key, edition), request.body, author);
      });
      return { items, next: null };
    },
  );

  scope.delete(
    '/check/answer',
    {
      config: change,
      schema: {
        tags,
        summary: "Take an answer back: a member has its group's again, anything else is open",
        querystring: AnswerQuery,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { catalog: edition, requirement, scope, version } = request.query;
      await inDomain(deps, request, async (trx, key, author) => {
        const catalog = await modellingCatalog(trx, key, edition);
        await removeAssessment(trx, key, catalog, requirement, objectOf(scope), version, author);
      });
      reply.status(204);
      return null;
    },
  );
};
