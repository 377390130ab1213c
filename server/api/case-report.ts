import fp from 'fastify-plugin';
import Type from 'typebox';
import { reportLanguages } from '../contract/report.js';
import { permissions } from '../identity/roles.js';
import { CaseFiles } from '../report/case-file.js';
import { dispositionOf } from '../report/file-name.js';
import { readCase } from '../store/case-detail.js';
import { caseParams, sightOf, caseTags as tags } from './case-scope.js';
import type { RoutePlugin } from './deps.js';

const plugin: RoutePlugin = async (scope, { deps }) => {
  const files = new CaseFiles(deps.exportFolder);
  scope.get(
    '/cases/:id/report',
    {
      config: { roles: permissions['cases.read'], personal: true },
      schema: {
        tags,
        summary: 'The report on a case as PDF: facts, duties, alerts, course of events, tasks and lessons',
        params: caseParams,
        querystring: Type.Object(
          { language: Type.Enum(reportLanguages, { default: 'de' }) },
          { additionalProperties: false },
        ),
      },
    },
    async (request, reply) => {
      const { db, now } = deps;
      const at = now();
      const detail = await readCase(db, request.params.id, sightOf(request), at);
      const { title } = await db
        .selectFrom('tenant')
        .select('title')
        .where('id', '=', detail.case.tenant)
        .executeTakeFirstOrThrow();
      const { name, bytes } = await files.make(
        {
          language: request.query.language,
          tenant: title,
          domain: { key: '', name: title, approach: '', catalog: '' },
          now: at,
          by: request.session.user.username,
        },
        detail,
      );
      return reply
        .header('content-type', 'application/pdf')
        .header('content-disposition', dispositionOf(name))
        .header('cache-control', 'private, no-store')
        .send(bytes);
    },
  );
};

/** Cases on paper. */
export const caseReportRoutes = fp(plugin, { name: 'case-report-routes', dependencies: ['access'] });
