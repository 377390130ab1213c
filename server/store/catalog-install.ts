import { gzipSync } from 'node:zlib';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { CatalogNote } from '../contract/catalog.js';
import { GrundwachtError } from '../contract/errors.js';
import type { CatalogFile, FileFacts } from '../isms/catalog/catalog-file.js';
import type { CatalogIndex } from '../isms/catalog/catalog-index.js';
import { type CatalogTexts, kompendiumTexts, oscalTexts } from '../isms/catalog/catalog-texts.js';
import { checkIndex } from '../isms/catalog/check-index.js';
import { catalogId, kompendiumEdition, oscalEdition, oscalPublished } from '../isms/catalog/edition.js';
import type { Kompendium } from '../isms/catalog/kompendium.js';
import { kompendiumIndex } from '../isms/catalog/kompendium-index.js';
import type { OscalCatalog } from '../isms/catalog/oscal-document.js';
import { oscalIndex } from '../isms/catalog/oscal-index.js';
import { installCatalogIndex } from './catalog-index-rows.js';
import { type InstallOptions, type InstallReport, recordFile } from './catalog-report.js';
import { installTexts } from './catalog-texts.js';
import { installComponents, installMappingCollection } from './mapping-install.js';
import { resolveInstalled } from './profile-install.js';
import type { Database } from './tables.js';

/** Hears the rows that are stored, and those in all. */
export type Progress = (done: number, total: number) => void;

/**
 * Installs a catalogue file: the texts of a catalogue whose index is there, or a further edition beside the others,
 * a resolved profile, a mapping or a component definition. Everything in one transaction.
 * @param file read by `readCatalogFile`
 * @param now milliseconds since the epoch
 * @throws GrundwachtError CATALOG_MALFORMED, CONFLICT when the id is taken by another file, VALIDATION when something
 * must be installed or said before
 */
export async function installCatalogFile(
  db: Kysely<Database>,
  file: CatalogFile,
  options: InstallOptions,
  now: number,
  progress?: Progress,
): Promise<InstallReport> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`catalog file ${file.facts.sha256}`}))`.execute(trx);
    if (file.model === 'kompendium') {
      return installContent(
        trx,
        kompendiumContent(file.kompendium, file.facts),
        file.facts,
        options,
        now,
        progress,
      );
    }
    const { oscal, facts } = file;
    const notes = oscal.tolerated;
    switch (oscal.model) {
      case 'catalog': {
        const content = oscalContent('catalog', oscal.body, facts, notes);
        return installContent(trx, content, facts, options, now, progress);
      }
      case 'profile': {
        const resolved = await resolveInstalled(trx, oscal.body, facts.name, options.incomplete === true);
        const content = oscalContent('profile', resolved.catalog, facts, [...notes, ...resolved.notes]);
        return installContent(trx, content, facts, options, now, progress);
      }
      case 'mapping-collection':
        return installMappingCollection(trx, oscal.body, facts, notes, options, now);
      case 'component-definition':
        return installComponents(trx, oscal.body, facts, notes, now);
    }
  });
}

/** What a file becomes, before it has an id. */
interface Content {
  model: 'kompendium' | 'catalog' | 'profile';
  title: string;
  edition: string | undefined;
  published: string | undefined;
  index(head: Pick<CatalogIndex, 'id' | 'title' | 'edition' | 'source'>): CatalogIndex;
  texts: CatalogTexts;
  figures: Record<string, number>;
  document: OscalCatalog | undefined;
  notes: CatalogNote[];
}

function kompendiumContent(kompendium: Kompendium, facts: FileFacts): Content {
  const texts = kompendiumTexts(kompendium);
  const requirements = kompendium.bausteine.flatMap((baustein) => baustein.requirements);
  return {
    model: 'kompendium',
    title: 'IT-Grundschutz-Kompendium',
    edition: kompendiumEdition(facts.name),
    published: undefined,
    index: (head) => kompendiumIndex(kompendium, head),
    texts,
    figures: {
      bausteine: kompendium.bausteine.length,
      requirements: texts.requirements.length,
      withdrawn: requirements.length - texts.requirements.length,
      sub_requirements: texts.requirements.reduce((sum, each) => sum + each.subRequirements.length, 0),
      threats: texts.threats.length,
      cross_references: texts.crossReferences.length,
    },
    document: undefined,
    notes: [],
  };
}

function oscalContent(
  model: 'catalog' | 'profile',
  catalog: OscalCatalog,
  facts: FileFacts,
  notes: CatalogNote[],
): Content {
  const index: Content['index'] = (head) => oscalIndex(catalog, head);
  const texts = oscalTexts(catalog);
  const groups = index({
    id: 'x',
    title: 'x',
    edition: 'x',
    source: { file: facts.name, sha256: facts.sha256 },
  });
  return {
    model,
    title: catalog.metadata.title,
    edition: oscalEdition(catalog.metadata),
    published: oscalPublished(catalog.metadata),
    index,
    texts,
    figures: { groups: 'groups' in groups ? groups.groups.length : 0, controls: texts.requirements.length },
    document: catalog,
    notes,
  };
}

async function installContent(
  trx: Transaction<Database>,
  content: Content,
  facts: FileFacts,
  options: InstallOptions,
  now: number,
  progress?: Progress,
): Promise<InstallReport> {
  const sameFile = await catalogOfFile(trx, facts.sha256, options.id);
  const head = sameFile ?? newHead(content, facts, options);
  const report: InstallReport = {
    model: content.model,
    ...head,
    published: content.published ?? null,
    sha256: facts.sha256,
    installed: true,
    figures: content.figures,
    notes: content.notes,
  };
  if (sameFile?.texts === true) return { ...report, installed: false };
  if (sameFile === undefined) {
    const index = checkIndex(
      content.index({ ...head, source: { file: facts.name, sha256: facts.sha256 } }),
      facts.name,
    );
    await installCatalogIndex(trx, index, now, {
      origin: content.model === 'profile' ? 'profile' : 'catalog',
      ...(content.published === undefined ? {} : { published: content.published }),
      notes: content.notes,
    });
  } else {
    await trx
      .updateTable('catalog')
      .set({ notes: JSON.stringify(content.notes), published: content.published ?? null })
      .where('id', '=', head.id)
      .execute();
  }
  await installTexts(trx, head.id, content.texts, now, progress);
  await recordFile(trx, facts, {
    model: content.model,
    catalog_id: head.id,
    installed_at: new Date(now),
    content: content.document === undefined ? null : gzipSync(JSON.stringify(content.document)),
  });
  return report;
}

interface Head {
  id: string;
  title: string;
  edition: string;
}

/** @returns the catalogue that was made from this very file */
async function catalogOfFile(
  trx: Transaction<Database>,
  sha256: string,
  id: string | undefined,
): Promise<(Head & { texts: boolean }) | undefined> {
  const row = await trx
    .selectFrom('catalog')
    .select(['id', 'title', 'edition', 'texts_installed_at'])
    .where('source_sha256', '=', sha256)
    .orderBy('id')
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { texts_installed_at, ...head } = row;
  if (id !== undefined && id !== head.id) {
    throw new GrundwachtError('CONFLICT', {
      message: 'this file is installed as {id} already',
      values: { id: head.id },
    });
  }
  return { ...head, texts: texts_installed_at !== null };
}

function newHead(content: Content, facts: FileFacts, options: InstallOptions): Head {
  const edition = options.edition ?? content.edition;
  if (edition === undefined) {
    throw new GrundwachtError('VALIDATION', {
      pointer: facts.name,
      message: 'neither the file nor its name says which edition it is; give the edition',
    });
  }
  const title = options.title ?? content.title;
  const base = content.model === 'kompendium' ? 'kompendium' : title;
  return { id: options.id ?? catalogId(base, edition), title, edition };
}
