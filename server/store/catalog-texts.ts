import { createHash } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { CatalogTexts, TextPart } from '../isms/catalog/catalog-texts.js';
import type { SubRequirement } from '../isms/catalog/sub-requirement.js';
import { upsertRows } from './rows.js';
import type { Database } from './tables.js';

/**
 * Stores the texts of an installed catalogue.
 * @param trx everything or nothing; the catalogue's requirements are in it
 * @param progress hears what is being stored: rows done and rows in all
 */
export async function installTexts(
  trx: Transaction<Database>,
  catalog: string,
  texts: CatalogTexts,
  now: number,
  progress?: (done: number, total: number) => void,
): Promise<void> {
  const catalog_id = catalog;
  const requirements = texts.requirements.map(({ id, parts, links }) => ({
    catalog_id,
    requirement_id: id,
    parts,
    links,
    sha256: createHash('sha256').update(JSON.stringify(parts)).digest('hex'),
  }));
  const subs = texts.requirements.flatMap(({ id, subRequirements }) =>
    subRequirements.map((sub, position) => ({ catalog_id, requirement_id: id, ...sub, position })),
  );
  const threats = texts.threats.map(({ id, parts }) => ({ catalog_id, threat_id: id, parts }));
  const references = texts.crossReferences.map(({ requirement, threat }) => ({
    catalog_id,
    requirement_id: requirement,
    threat_id: threat,
  }));
  const total = requirements.length + subs.length + threats.length + references.length;
  let before = 0;
  const store = async (table: keyof Database, keys: string[], rows: readonly object[]): Promise<void> => {
    await upsertRows(trx, table, ['catalog_id', ...keys], rows, (done) => progress?.(before + done, total));
    before += rows.length;
  };
  await trx.deleteFrom('sub_requirement').where('catalog_id', '=', catalog).execute();
  await store('requirement_text', ['requirement_id'], requirements);
  await store('sub_requirement', ['id'], subs);
  await store('threat_text', ['threat_id'], threats);
  await store('requirement_threat', ['requirement_id', 'threat_id'], references);
  await trx
    .updateTable('catalog')
    .set({ texts_installed_at: new Date(now) })
    .where('id', '=', catalog)
    .execute();
}

export interface StoredText {
  parts: TextPart[];
  links: { rel: string; target: string }[];
  subRequirements: SubRequirement[];
}

/** @returns the texts of some requirements by id; a requirement without text is not in it */
export async function textsOf(
  db: Kysely<Database>,
  catalog: string,
  requirements: readonly string[],
): Promise<Map<string, StoredText>> {
  if (requirements.length === 0) return new Map();
  const texts = await db
    .selectFrom('requirement_text')
    .select(['requirement_id', 'parts', 'links'])
    .where('catalog_id', '=', catalog)
    .where('requirement_id', 'in', requirements)
    .execute();
  const subs = await db
    .selectFrom('sub_requirement')
    .select(['requirement_id', 'id', 'modal', 'text'])
    .where('catalog_id', '=', catalog)
    .where('requirement_id', 'in', requirements)
    .orderBy('position')
    .execute();
  const found = new Map<string, StoredText>();
  for (const { requirement_id, parts, links } of texts) {
    found.set(requirement_id, { parts, links, subRequirements: [] });
  }
  for (const { requirement_id, ...sub } of subs) found.get(requirement_id)?.subRequirements.push(sub);
  return found;
}
