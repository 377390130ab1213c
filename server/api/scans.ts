import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import Type from 'typebox';
import { GrundwachtError } from '../contract/errors.js';
import { ScanAssignment, ScanImport, ScanKey, ScanKeyInput, ScanReport } from '../contract/scan.js';
import { permissions } from '../identity/roles.js';
import { scanLimits } from '../scan/parsed-scan.js';
import { readHostKey } from '../scan/signature.js';
import { findDomain } from '../store/domains.js';
import { listScans, removeScan } from '../store/scan-imports.js';
import { addScanKey, listScanKeys, revokeScanKey } from '../store/scan-keys.js';
import { scanReport } from '../store/scan-report.js';
import type { RouteDeps, RoutePlugin } from './deps.js';
import { authorOf } from './domains.js';
import { pageQuery, WholeList } from './page.js';
import { tenantQuery } from './rules.js';
import { forgetScan, receiveScan } from './scan-files.js';
import { assignTarget, importScan } from './scan-import.js';
import { DomainQuery } from './target-objects.js';

const tags = ['isms'];
const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const strict = { additionalProperties: false };
const read = { roles: permissions['isms.read'] };
const change = { roles: permissions['isms.change'] };
const octets = 'application/octet-stream';

const plugin: RoutePlugin = async (scope, { deps }) => {
  await scope.register(importRoute, { deps, prefix: '/isms' });
  await scope.register(singleScanRoutes, { deps, prefix: '/isms' });
  await scope.register(keyRoutes, { deps, prefix: '/isms' });
};

/** Imported scans of hosts and the keys of hosts, below /isms. */
export const scanRoutes = fp(plugin, { name: 'scan-routes', dependencies: ['access'] });

const importRoute: RoutePlugin = async (scope, { deps }) => {
  // Never in memory as a whole.
  scope.addContentTypeParser(octets, (_request, payload, done) => done(null, payload));
  scope.post(
    '/scans',
    {
      config: change,
      bodyLimit: scanLimits.fileBytes,
      schema: {
        tags,
        summary: 'Import the results of a scan: XCCDF or ARF (OpenSCAP), report.dat (Lynis), or a host audit',
        description: `The file itself is the body (${octets}), bare or compressed by gzip or zip.`,
        querystring: Type.Object(
          {
            ...DomainQuery.properties,
            file: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\p{Cc}/\\\\]+$' }),
          },
          strict,
        ),
        response: { 201: ScanReport },
      },
    },
    async (request, reply) => {
      const { tenant, domain, file: name } = request.query;
      const key = await findDomain(deps.db, tenant, domain);
      const file = await receiveScan(dataFolder(deps), bodyOf(request));
      try {
        const scan = { ...file, name };
        const report = await importScan(deps.db, key, scan, deps.evidence.dir, authorOf(request, deps));
        reply.status(201).header('location', `/api/v1/isms/scans/${report.scan.id}`);
        return report;
      } finally {
        await file.discard();
      }
    },
  );
};

function bodyOf({ body }: FastifyRequest): Readable {
  if (body !== undefined && body !== null && typeof body === 'object' && 'pipe' in body)
    return body as Readable;
  throw new GrundwachtError('MEDIA_TYPE_UNSUPPORTED', {
    message: 'send the file itself as {octets}',
    values: { octets },
  });
}

function dataFolder({ dataFolder }: RouteDeps): string {
  if (dataFolder !== undefined) return dataFolder;
  throw new GrundwachtError('NOT_READY', 'this server has no data folder');
}

const singleScanRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/scans',
    {
      config: read,
      schema: {
        tags,
        summary: "A domain's imported scans, the latest import first",
        querystring: Type.Object(
          {
            ...DomainQuery.properties,
            ...pageQuery,
            target_object: Type.Optional(Type.String({ format: 'uuid' })),
          },
          strict,
        ),
        response: {
          200: Type.Object({
            items: Type.Array(ScanImport),
            next: Type.Union([Type.String(), Type.Null()]),
          }),
        },
      },
    },
    async ({ query: { tenant, domain, target_object: target, ...page } }) =>
      listScans(deps.db, await findDomain(deps.db, tenant, domain), { ...page, target }),
  );

  scope.get(
    '/scans/:id',
    {
      config: read,
      schema: {
        tags,
        summary:
          'What a scan says: by requirement, what speaks for none, and what has changed since the one before',
        params,
        querystring: DomainQuery,
        response: { 200: ScanReport },
      },
    },
    async ({ params: { id }, query: { tenant, domain } }) =>
      scanReport(deps.db, await findDomain(deps.db, tenant, domain), id),
  );

  scope.post(
    '/scans/:id/target',
    {
      config: change,
      schema: {
        tags,
        summary: 'Say which target object a scan was of; its observations and its evidence are made then',
        params,
        querystring: DomainQuery,
        body: ScanAssignment,
        response: { 200: ScanReport },
      },
    },
    async (request) => {
      const { params, query, body } = request;
      const key = await findDomain(deps.db, query.tenant, query.domain);
      const folders = { data: dataFolder(deps), evidence: deps.evidence.dir };
      return assignTarget(deps.db, key, params.id, body.target_object, folders, authorOf(request, deps));
    },
  );

  scope.delete(
    '/scans/:id',
    {
      config: change,
      schema: {
        tags,
        summary: 'Remove a scan that no observation rests on',
        params,
        querystring: DomainQuery,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { id }, query: { tenant, domain } }, reply) => {
      const key = await findDomain(deps.db, tenant, domain);
      const removed = await deps.db.transaction().execute((trx) => removeScan(trx, key, id));
      await forgetScan(deps, removed.file_sha256);
      reply.status(204);
      return null;
    },
  );
};

const keyRoutes: RoutePlugin = async (scope, { deps }) => {
  scope.get(
    '/scan-keys',
    {
      config: read,
      schema: {
        tags,
        summary: 'Public keys by which hosts sign their audits',
        querystring: tenantQuery,
        response: { 200: WholeList(ScanKey) },
      },
    },
    async ({ query: { tenant } }) => ({ items: await listScanKeys(deps.db, tenant), next: null }),
  );

  scope.post(
    '/scan-keys',
    {
      config: change,
      schema: {
        tags,
        summary: 'Register the public key of a host',
        querystring: tenantQuery,
        body: ScanKeyInput,
        response: { 201: ScanKey },
      },
    },
    async (request, reply) => {
      const { tenant } = request.query;
      const { host, public_key } = request.body;
      await findDomain(deps.db, tenant, undefined);
      reply.status(201);
      return addScanKey(deps.db, tenant, host, readHostKey(public_key), authorOf(request, deps));
    },
  );

  scope.delete(
    '/scan-keys/:id',
    {
      config: change,
      schema: {
        tags,
        summary: "Revoke a host's key: nothing signed by it is taken from now on",
        params,
        querystring: tenantQuery,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      await revokeScanKey(deps.db, request.query.tenant, request.params.id, authorOf(request, deps));
      reply.status(204);
      return null;
    },
  );
};
