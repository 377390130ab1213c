import type { Kysely, Transaction } from 'kysely';
import { normaliseNeed } from '../../isms/protection/stated-need.js';
import { normaliseTargetObject } from '../../isms/structure/target-object.js';
import { findDomain } from '../../store/domains.js';
import { getProtectionNeeds, setProtectionNeed } from '../../store/protection-needs.js';
import { putRelations } from '../../store/relation-bulk.js';
import type { Author, DomainKey } from '../../store/structure-history.js';
import type { Database } from '../../store/tables.js';
import { objectsByKey, putTargetObjects } from '../../store/target-object-bulk.js';
import { demoNeeds } from './target-objects/protection-needs.js';
import { demoRelations } from './target-objects/relations.js';
import { demoTargetObjects } from './target-objects.js';

/**
 * Stores the sample city's target objects, relations and protection needs; what somebody said of a need since the
 * last time stays.
 * @param tenant exists
 * @returns how many target objects the city has
 */
export async function fillStructure(db: Kysely<Database>, tenant: string, now: number): Promise<number> {
  const author = { by: 'demo', now };
  const objects = demoTargetObjects.map(normaliseTargetObject);
  await db.transaction().execute(async (trx) => {
    const key = await findDomain(trx, tenant, undefined);
    await putTargetObjects(trx, key, objects, author);
    await putRelations(trx, key, demoRelations, author);
    await sayNeeds(trx, key, author);
  });
  return objects.length;
}

async function sayNeeds(trx: Transaction<Database>, key: DomainKey, author: Author): Promise<void> {
  const objects = await objectsByKey(trx, key);
  for (const { key: name, dimension, need } of demoNeeds) {
    const { id } = objects.get(name)!;
    const { stated } = await getProtectionNeeds(trx, id);
    if (stated.some((each) => each.dimension === dimension && each.version > 0)) continue;
    await setProtectionNeed(trx, id, dimension, 0, normaliseNeed(need), author);
  }
}
