import fp from 'fastify-plugin';
import Type from 'typebox';
import { draftReport } from '../case/template.js';
import {
  clockSteps,
  NewCaseReport,
  NewDutyDecision,
  OwnDeadline,
  OwnDeadlineChange,
  OwnDeadlineInput,
  ReportDraft,
  ReportWithdrawal,
} from '../contract/case-duty.js';
import { permissions } from '../identity/roles.js';
import { changeDeadline, createDeadline, listDeadlines } from '../store/case-deadlines.js';
import { readCase } from '../store/case-detail.js';
import { decideDuty, recordReport, withdrawReport } from '../store/case-reports.js';
import { CaseDetailReply, caseParams, changedDetail, sightOf, caseTags as tags } from './case-scope.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { WholeList } from './page.js';
import { tenantQuery } from './rules.js';

const read = { roles: permissions['cases.read'] };
const report = { roles: permissions['cases.report'] };
const Uuid = Type.String({ format: 'uuid' });
const detail = { 200: CaseDetailReply };
/** Of answers with events, whose field names a compiled serializer could leave out. */
const serializerCompiler = () => JSON.stringify;

const reporting: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/cases/:id/duties',
    {
      config: report,
      serializerCompiler,
      schema: {
        tags,
        summary: 'Decide whether a duty to report holds, why, and since when the knowledge is there',
        params: caseParams,
        body: NewDutyDecision,
        response: detail,
      },
    },
    async (request) =>
      changedDetail(deps, request, (trx, author) => decideDuty(trx, request.params.id, request.body, author)),
  );

  scope.get(
    '/cases/:id/draft',
    {
      config: { ...read, personal: true },
      schema: {
        tags,
        summary: 'The template of a report, filled with what is known of the case',
        params: caseParams,
        querystring: Type.Object(
          {
            duty: Type.String({ minLength: 1, maxLength: 60 }),
            step: Type.Enum(clockSteps),
            language: Type.Enum(['de', 'en'], { default: 'de' }),
          },
          { additionalProperties: false },
        ),
        response: { 200: ReportDraft },
      },
    },
    async (request) => {
      const now = deps.now();
      const found = await readCase(deps.db, request.params.id, sightOf(request), now);
      return draftReport(found, { ...request.query, now });
    },
  );

  scope.post(
    '/cases/:id/reports',
    {
      config: report,
      serializerCompiler,
      schema: {
        tags,
        summary: 'Record who reported what to whom, when, and the receipt',
        params: caseParams,
        body: NewCaseReport,
        response: detail,
      },
    },
    async (request) =>
      changedDetail(deps, request, (trx, author) =>
        recordReport(trx, request.params.id, request.body, author),
      ),
  );

  scope.post(
    '/cases/:id/reports/:report/withdraw',
    {
      config: report,
      serializerCompiler,
      schema: {
        tags,
        summary: 'Withdraw a report that was recorded by mistake; it stays in the list',
        params: Type.Object({ ...caseParams.properties, report: Uuid }),
        body: ReportWithdrawal,
        response: detail,
      },
    },
    async (request) => {
      const { id, report: made } = request.params;
      return changedDetail(deps, request, (trx, author) =>
        withdrawReport(trx, id, made, request.body.reason, author),
      );
    },
  );
};

const setting: RoutePlugin = async (scope, { deps }) => {
  const config = { roles: permissions['cases.deadlines'] };
  scope.get(
    '/cases/deadlines',
    {
      config: read,
      schema: {
        tags,
        summary: 'The deadlines that a tenant set itself, such as that of the CERT of its Land',
        querystring: tenantQuery,
        response: { 200: WholeList(OwnDeadline) },
      },
    },
    async ({ query: { tenant } }) => ({ items: await listDeadlines(deps.db, tenant), next: null }),
  );

  scope.post(
    '/cases/deadlines',
    {
      config,
      schema: {
        tags,
        summary: 'Set a deadline',
        querystring: tenantQuery,
        body: OwnDeadlineInput,
        response: { 201: OwnDeadline },
      },
    },
    async (request, reply) => {
      const { query, body } = request;
      const author = authorOf(request, deps);
      const created = await deps.db
        .transaction()
        .execute((trx) => createDeadline(trx, query.tenant, body, author));
      reply.status(201);
      return created;
    },
  );

  scope.put(
    '/cases/deadlines/:id',
    {
      config,
      schema: {
        tags,
        summary: 'Change a deadline; what was decided on in a case stays as it was',
        params: caseParams,
        body: OwnDeadlineChange,
        response: { 200: OwnDeadline },
      },
    },
    async (request) => {
      const { version, ...input } = request.body;
      const author = authorOf(request, deps);
      return deps.db
        .transaction()
        .execute((trx) => changeDeadline(trx, request.params.id, version, input, author));
    },
  );
};

const plugin: RoutePlugin = async (scope, options) => {
  await scope.register(reporting, options);
  await scope.register(setting, options);
};

/** The duties to report of a case, its reports, and the deadlines that a tenant sets itself. */
export const caseDutyRoutes = fp(plugin, { name: 'case-duty-routes', dependencies: ['access'] });
