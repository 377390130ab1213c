import { sql, type Transaction } from 'kysely';
import type { CatalogNote } from '../contract/catalog.js';
import { GrundwachtError } from '../contract/errors.js';
import type { FileFacts } from '../isms/catalog/catalog-file.js';
import { checkMapping } from '../isms/catalog/check-mapping.js';
import { catalogId, oscalEdition, oscalPublished } from '../isms/catalog/edition.js';
import type { OscalComponentDefinition, OscalMappingCollection } from '../isms/catalog/oscal-document.js';
import { type MappingTarget, mappingIndex } from '../isms/catalog/oscal-mapping.js';
import { importReference } from '../isms/catalog/resolve-profile.js';
import { findCatalog, type InstalledCatalog, installedCatalogs } from './catalog-references.js';
import { type InstallOptions, type InstallReport, recordFile } from './catalog-report.js';
import { installMapping } from './mappings.js';
import { upsertRows } from './rows.js';
import type { Database } from './tables.js';

/**
 * Installs a mapping collection between installed catalogues.
 * @throws GrundwachtError VALIDATION when a catalogue that it names is not installed; CONFLICT; CATALOG_MALFORMED
 */
export async function installMappingCollection(
  trx: Transaction<Database>,
  collection: OscalMappingCollection,
  facts: FileFacts,
  notes: CatalogNote[],
  options: InstallOptions,
  now: number,
): Promise<InstallReport> {
  const { metadata } = collection;
  const same = await trx
    .selectFrom('mapping')
    .select(['id', 'title', 'edition'])
    .where('source_sha256', '=', facts.sha256)
    .executeTakeFirst();
  const title = options.title ?? metadata.title;
  const edition = options.edition ?? oscalPublished(metadata);
  const head = same ?? { id: options.id ?? catalogId(title, edition), title, edition };
  const installed = await installedCatalogs(trx);
  const sources = collection.mappings.map((each, at) =>
    needed(
      installed,
      each['source-resource'].href,
      `${facts.name}: /mapping-collection/mappings/${at}/source-resource`,
    ),
  );
  const other = sources.find(({ id }) => id !== sources[0]!.id);
  if (other !== undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: facts.name,
      message: 'maps from {first} and from {second}; make it two files',
      values: { first: sources[0]!.id, second: other.id },
    });
  }
  const targets: MappingTarget[] = [];
  for (const [at, each] of collection.mappings.entries()) {
    const place = `${facts.name}: /mapping-collection/mappings/${at}/target-resource`;
    targets.push(await mappingTarget(trx, needed(installed, each['target-resource'].href, place).id));
  }
  const source = { file: facts.name, sha256: facts.sha256 };
  const request = { ...head, source, sourceCatalog: sources[0]!.id, targets };
  const index = checkMapping(mappingIndex(collection, request, facts.name), facts.name);
  const count = (state: string): number => index.pairs.filter((pair) => pair.state === state).length;
  const figures = {
    pairs: index.pairs.length,
    confirmed: count('confirmed'),
    moved: count('moved'),
    unconfirmed: count('unconfirmed'),
    absent: count('absent'),
  };
  const report: InstallReport = {
    model: 'mapping-collection',
    ...head,
    published: oscalPublished(metadata),
    sha256: facts.sha256,
    installed: same === undefined,
    figures,
    notes,
  };
  if (same !== undefined) return report;
  await installMapping(trx, index, now);
  const row = { model: 'mapping-collection' as const, mapping_id: head.id, installed_at: new Date(now) };
  await recordFile(trx, facts, row);
  return report;
}

function needed(installed: readonly InstalledCatalog[], href: string, place: string): InstalledCatalog {
  const found = findCatalog(installed, importReference(href, []));
  if (found !== undefined) return found.catalog;
  throw new GrundwachtError('VALIDATION', {
    pointer: place,
    message: 'the catalogue {href} is not installed; install it first',
    values: { href },
  });
}

/** @returns the controls of an installed catalogue with their lasting identifiers */
export async function mappingTarget(trx: Transaction<Database>, id: string): Promise<MappingTarget> {
  const rows = await trx
    .selectFrom('requirement')
    .select(['id', 'alt_id'])
    .where('catalog_id', '=', id)
    .execute();
  return { id, controls: new Map(rows.map((row) => [row.id, row.alt_id ?? undefined])) };
}

/**
 * Installs a component definition: which product or part of it implements which controls, as its author says.
 * @throws GrundwachtError VALIDATION when the catalogue that it names is not installed
 */
export async function installComponents(
  trx: Transaction<Database>,
  definition: OscalComponentDefinition,
  facts: FileFacts,
  notes: CatalogNote[],
  now: number,
): Promise<InstallReport> {
  const { metadata, components = [] } = definition;
  const installed = await installedCatalogs(trx);
  const edition = oscalEdition(metadata);
  const resources = definition['back-matter']?.resources ?? [];
  const rows = components.map(
    ({ uuid, title, type, 'control-implementations': implementations = [] }, at) => {
      const catalogs = new Set<string>();
      const ids = new Set<string>();
      for (const { source, 'implemented-requirements': requirements } of implementations) {
        const found = findCatalog(installed, importReference(source, resources));
        if (found === undefined) {
          const place = `${facts.name}: /component-definition/components/${at}`;
          throw new GrundwachtError('VALIDATION', {
            pointer: place,
            message: 'the catalogue {source} is not installed; install it first',
            values: { source },
          });
        }
        catalogs.add(found.catalog.id);
        for (const { 'control-id': id } of requirements) ids.add(id);
      }
      if (catalogs.size > 1) {
        const place = `${facts.name}: /component-definition/components/${at}`;
        throw new GrundwachtError('VALIDATION', {
          pointer: place,
          message: 'implements controls of {catalogs}',
          values: { catalogs: [...catalogs].join(' and ') },
        });
      }
      const [catalog_id = null] = catalogs;
      return { id: uuid, file_sha256: facts.sha256, title, type, catalog_id, requirement_ids: [...ids] };
    },
  );
  const { rows: known } = await sql<{ sha256: string }>`
    select sha256 from catalog_file where sha256 = ${facts.sha256}`.execute(trx);
  const controls = new Set(rows.flatMap(({ requirement_ids }) => requirement_ids));
  const report: InstallReport = {
    model: 'component-definition',
    id: definition.uuid,
    title: metadata.title,
    edition,
    published: oscalPublished(metadata),
    sha256: facts.sha256,
    installed: known.length === 0,
    figures: { components: rows.length, controls: controls.size },
    notes,
  };
  if (known.length > 0) return report;
  await recordFile(trx, facts, { model: 'component-definition', installed_at: new Date(now) });
  await upsertRows(trx, 'component', ['file_sha256', 'id'], rows);
  return report;
}
