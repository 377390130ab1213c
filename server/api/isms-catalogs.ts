import Type from 'typebox';
import {
  Catalog,
  CatalogDiff,
  CatalogGroup,
  Control,
  InstallReport,
  MappingSummary,
  RequirementDetail,
  TargetObjectCategory,
  Threat,
} from '../contract/catalog.js';
import { GrundwachtError } from '../contract/errors.js';
import { Baustein, Requirement } from '../contract/isms.js';
import { permissions } from '../identity/roles.js';
import { readInThread } from '../isms/catalog/read-in-thread.js';
import { maxXmlBytes } from '../isms/catalog/xml.js';
import { installCatalogFile } from '../store/catalog-install.js';
import {
  diffInstalled,
  getRequirement,
  listBausteine,
  listCatalogs,
  listCategories,
  listControls,
  listGroups,
  listRequirements,
  listThreats,
} from '../store/catalogs.js';
import { listMappings } from '../store/mappings.js';
import type { RoutePlugin } from './deps.js';
import { WholeList } from './page.js';

const tags = ['isms'];
const read = { roles: permissions['isms.read'] };
const CatalogId = Type.String({ maxLength: 63 });
const NewId = Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,62}$' });
const ControlId = Type.String({ maxLength: 200 });
const params = Type.Object({ id: CatalogId });
const none = { additionalProperties: false };

/** Catalogues of requirements and controls, and the mappings between them. */
export const catalogRoutes: RoutePlugin = async (scope, { deps }) => {
  await scope.register(listRoutes, { deps });
  await scope.register(contentRoutes, { deps });
  await scope.register(installRoutes, { deps });
};

const listRoutes: RoutePlugin = async (scope, { deps: { db } }) => {
  scope.get(
    '/catalogs',
    {
      config: read,
      schema: { tags, summary: 'Installed catalogues', response: { 200: WholeList(Catalog) } },
    },
    async () => ({ items: await listCatalogs(db), next: null }),
  );

  scope.get(
    '/catalog-diff',
    {
      config: read,
      schema: {
        tags,
        summary: 'What differs between two installed editions',
        querystring: Type.Object({ old: CatalogId, new: CatalogId }, none),
        response: { 200: CatalogDiff },
      },
    },
    async ({ query }) => diffInstalled(db, query.old, query.new),
  );

  scope.get(
    '/mappings',
    {
      config: read,
      schema: { tags, summary: 'Installed mappings', response: { 200: WholeList(MappingSummary) } },
    },
    async () => ({ items: await listMappings(db), next: null }),
  );
};

const contentRoutes: RoutePlugin = async (scope, { deps: { db } }) => {
  scope.get(
    '/catalogs/:id/bausteine',
    {
      config: read,
      schema: { tags, summary: "A catalogue's Bausteine", params, response: { 200: WholeList(Baustein) } },
    },
    async ({ params }) => ({ items: await listBausteine(db, params.id), next: null }),
  );

  scope.get(
    '/catalogs/:id/bausteine/:baustein/requirements',
    {
      config: read,
      schema: {
        tags,
        summary: "A Baustein's requirements, the withdrawn ones too, with their texts where installed",
        params: Type.Object({ id: CatalogId, baustein: Type.String({ maxLength: 40 }) }),
        response: { 200: WholeList(Requirement) },
      },
    },
    async ({ params }) => ({ items: await listRequirements(db, params.id, params.baustein), next: null }),
  );

  scope.get(
    '/catalogs/:id/groups',
    {
      config: read,
      schema: { tags, summary: "A catalogue's groups", params, response: { 200: WholeList(CatalogGroup) } },
    },
    async ({ params }) => ({ items: await listGroups(db, params.id), next: null }),
  );

  scope.get(
    '/catalogs/:id/controls',
    {
      config: read,
      schema: {
        tags,
        summary: "A catalogue's controls; with `group` only those of that group and the groups below it",
        params,
        querystring: Type.Object({ group: Type.Optional(ControlId) }, none),
        response: { 200: WholeList(Control) },
      },
    },
    async ({ params, query }) => ({ items: await listControls(db, params.id, query.group), next: null }),
  );

  scope.get(
    '/catalogs/:id/requirements/:requirement',
    {
      config: read,
      schema: {
        tags,
        summary: 'A requirement or control with text, threats and mappings in both directions',
        params: Type.Object({ id: CatalogId, requirement: ControlId }),
        response: { 200: RequirementDetail },
      },
    },
    async ({ params }) => getRequirement(db, params.id, params.requirement),
  );

  scope.get(
    '/catalogs/:id/threats',
    {
      config: read,
      schema: { tags, summary: "A catalogue's threats", params, response: { 200: WholeList(Threat) } },
    },
    async ({ params }) => ({ items: await listThreats(db, params.id), next: null }),
  );

  scope.get(
    '/catalogs/:id/target-object-categories',
    {
      config: read,
      schema: {
        tags,
        summary: "The categories of target objects that a catalogue's controls are for",
        params,
        response: { 200: WholeList(TargetObjectCategory) },
      },
    },
    async ({ params }) => ({ items: await listCategories(db, params.id), next: null }),
  );
};

const installRoutes: RoutePlugin = async (scope, { deps: { system, now } }) => {
  scope.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_, body, done) =>
    done(null, body),
  );
  scope.post(
    '/catalogs',
    {
      config: { roles: permissions['catalogs.install'] },
      bodyLimit: maxXmlBytes,
      schema: {
        tags,
        summary: 'Install a catalogue file: checked first, stored as a whole or not at all',
        description:
          "The body is the file (application/octet-stream): BSI's Kompendium as XML, or an OSCAL catalog, profile, mapping-collection or component-definition as JSON.",
        querystring: Type.Object(
          {
            name: Type.String({ minLength: 1, maxLength: 200, pattern: '^[^/\\\\\\p{C}]+$' }),
            id: Type.Optional(NewId),
            title: Type.Optional(Type.String({ minLength: 1, maxLength: 400 })),
            edition: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
            incomplete: Type.Optional(Type.Boolean()),
          },
          none,
        ),
        response: { 200: InstallReport, 201: InstallReport },
      },
    },
    async ({ body, query: { name, ...options } }, reply) => {
      if (!Buffer.isBuffer(body) || body.length === 0) {
        throw new GrundwachtError('VALIDATION', 'body: send the file as application/octet-stream');
      }
      const file = await readInThread(body, name);
      const report = await installCatalogFile(system, file, options, now());
      reply.status(report.installed ? 201 : 200);
      return report;
    },
  );
};
