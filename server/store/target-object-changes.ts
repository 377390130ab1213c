import type { Transaction } from 'kysely';
import { GrundwachtError } from '../contract/errors.js';
import type {
  TargetObject,
  TargetObjectBulk,
  TargetObjectBulkResult,
  TargetObjectInput,
} from '../contract/isms.js';
import { normaliseTargetObject, targetObjectProblems } from '../isms/structure/target-object.js';
import type { Author } from './structure-history.js';
import type { Database } from './tables.js';
import { getTargetObject } from './target-object-list.js';
import { updateTargetObject } from './target-objects.js';

/**
 * Makes the same change of several target objects.
 * @returns how many were changed, and which versions they have now
 * @throws GrundwachtError NOT_FOUND, CONFLICT, VALIDATION; whatever it is, nothing of the transaction may stay
 */
export async function updateTargetObjects(
  trx: Transaction<Database>,
  { objects, add_tags, remove_tags, ...set }: TargetObjectBulk,
  author: Author,
): Promise<TargetObjectBulkResult> {
  const changed: TargetObjectBulkResult['objects'] = [];
  // In the order of their ids: two such changes wait for each other and do not lock each other out.
  for (const { id, version, tags: ownTags, ...own } of objects.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const current = await getTargetObject(trx, id);
    const tags = [...current.tags, ...(add_tags ?? [])].filter((tag) => !remove_tags?.includes(tag));
    const said = { ...inputOf(current), ...saidOf(set), ...saidOf(own), tags: ownTags ?? tags };
    const values = normaliseTargetObject(said);
    const problems = targetObjectProblems(values);
    if (problems.length > 0) {
      const faults = problems.map((fault) => ({ ...fault, pointer: `${current.key}${fault.pointer}` }));
      throw new GrundwachtError('VALIDATION', faults);
    }
    const { version: now } = await updateTargetObject(trx, id, version, values, author);
    changed.push({ id, version: now });
  }
  return { changed: changed.length, objects: changed };
}

/** @returns the fields that something is said of */
const saidOf = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;

/** @returns what a person said of an object, to be said again with a change */
function inputOf(object: TargetObject): TargetObjectInput {
  const { id: _, tenant: _tenant, domain: _domain, version: _version, updated_at: _at, ...input } = object;
  return input;
}
