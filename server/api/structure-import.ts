import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { ImportReport, ImportRequest } from '../contract/structure-import.js';
import { permissions } from '../identity/roles.js';
import { exportTable, numericColumns } from '../isms/structure/export-table.js';
import { writeCsv } from '../isms/table/csv.js';
import { readTable } from '../isms/table/read-table.js';
import { writeXlsx } from '../isms/table/xlsx-write.js';
import { findDomain } from '../store/domains.js';
import { importTargetObjects, storedStructure } from '../store/structure-import.js';
import type { RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
/** 10 MiB as base64, and the mapping. */
const bodyLimit = 15 * 1024 * 1024;
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(tableRoutes, { deps, prefix: '/isms' });
};

/** Target objects from and to spreadsheets, below /isms. */
export const structureImportRoutes = fp(plugin, {
  name: 'structure-import-routes',
  dependencies: ['access'],
});

const tableRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.post(
    '/target-objects/import',
    {
      config: { roles: permissions['isms.change'] },
      bodyLimit,
      schema: {
        tags,
        summary: 'Import target objects from CSV or XLSX, or say what that would do',
        querystring: DomainQuery,
        body: ImportRequest,
        response: { 200: ImportReport },
      },
    },
    async (request) => {
      const { content, mapping, default_type, dry_run, skip_wrong } = request.body;
      const { tenant, domain } = request.query;
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(content)) {
        throw new GrundwachtError('VALIDATION', { pointer: '/content', message: 'is not base64' });
      }
      const key = await findDomain(deps.db, tenant, domain);
      const table = await readTable(Buffer.from(content, 'base64'));
      const options = {
        mapping,
        defaultType: default_type,
        dryRun: dry_run,
        skipWrong: skip_wrong ?? false,
      };
      return importTargetObjects(deps.db, key, table, options, authorOf(request, deps));
    },
  );

  scope.get(
    '/target-objects/export',
    {
      config: { roles: permissions['isms.read'] },
      schema: {
        tags,
        summary: "A domain's target objects with what they depend on, as CSV or XLSX, as the import reads it",
        querystring: Type.Object(
          {
            ...DomainQuery.properties,
            format: Type.Enum(['csv', 'xlsx'], { default: 'csv' }),
            language: Type.Enum(['de', 'en'], { default: 'de' }),
          },
          { additionalProperties: false },
        ),
        response: { 200: Type.Unsafe<Uint8Array>({ type: 'string', format: 'binary' }) },
      },
    },
    async ({ query: { tenant, domain, format, language } }, reply) => {
      const { objects, relations } = await storedStructure(
        deps.db,
        await findDomain(deps.db, tenant, domain),
      );
      const dependencies = new Map<string, string[]>();
      for (const { from, to } of relations.toSorted((a, b) => (a.to < b.to ? -1 : 1))) {
        dependencies.set(from, [...(dependencies.get(from) ?? []), to]);
      }
      const sorted = [...objects.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
      const rows = exportTable(sorted, dependencies, language);
      const name = language === 'de' ? 'Zielobjekte' : 'Target objects';
      const file = `${name.toLowerCase().replace(' ', '-')}.${format}`;
      reply.header('content-disposition', `attachment; filename="${file}"`);
      reply.type(format === 'csv' ? 'text/csv; charset=utf-8' : xlsx);
      return Buffer.from(format === 'csv' ? writeCsv(rows) : writeXlsx(name, rows, numericColumns));
    },
  );
};
