import type { TargetObject, TargetObjectBulk } from '../../../server/contract/isms.js';

/** What is said of all chosen objects. */
export type BulkValues = Omit<TargetObjectBulk, 'objects'>;

export interface BulkChange {
  chosen: readonly TargetObject[];
  values: BulkValues;
}

/**
 * @param chosen as they were before the change
 * @param now their versions after it
 * @returns the request that gives each what it had in the fields that the change named
 */
export function takingBack(
  { chosen, values: { add_tags, remove_tags, ...values } }: BulkChange,
  now: readonly { id: string; version: number }[],
): TargetObjectBulk {
  const byId = new Map(chosen.map((object) => [object.id, object]));
  const fields = Object.keys(values) as (keyof typeof values)[];
  const isTagged = add_tags !== undefined || remove_tags !== undefined;
  const objects = now.map(({ id, version }) => {
    const before = byId.get(id)!;
    return {
      id,
      version,
      ...Object.fromEntries(fields.map((field) => [field, before[field]])),
      ...(isTagged && { tags: before.tags }),
    };
  });
  return { objects };
}
