import type { TargetObject } from '../../../server/contract/isms.js';
import type { Relation } from '../../../server/contract/structure.js';
import { types } from '../target-objects/draft.js';

export interface DependencyTree {
  /** Objects that nothing depends on and that depend on something, processes first. */
  roots: TargetObject[];
  /** Objects without any relation, and in no group that has one. */
  alone: TargetObject[];
  /** What an object depends on, by its id. */
  below: ReadonlyMap<string, readonly Relation[]>;
  /** Members of a group, by its id. */
  members: ReadonlyMap<string, readonly TargetObject[]>;
  /** Whether an object or something below it is among the wanted ones. */
  leadsTo(id: string, wanted: ReadonlySet<string>): boolean;
}

/** @returns the dependencies of a domain from the objects that nothing depends on */
export function dependencyTree(
  objects: readonly TargetObject[],
  relations: readonly Relation[],
): DependencyTree {
  const below = grouped(relations, ({ from }) => from);
  const used = new Set(relations.map(({ to }) => to));
  const inGroups = objects.filter(({ group }) => group !== null);
  const members = grouped(inGroups, ({ group }) => group!);
  const reached = new WeakMap<ReadonlySet<string>, Map<string, boolean>>();
  const leadsTo = (id: string, wanted: ReadonlySet<string>): boolean => {
    const known = reached.get(wanted) ?? new Map<string, boolean>();
    reached.set(wanted, known);
    const before = known.get(id);
    if (before !== undefined) return before;
    const found =
      wanted.has(id) ||
      (members.get(id) ?? []).some((member) => leadsTo(member.id, wanted)) ||
      (below.get(id) ?? []).some(({ to }) => leadsTo(to, wanted));
    known.set(id, found);
    return found;
  };
  const isTop = ({ id, group }: TargetObject): boolean => !used.has(id) && group === null;
  const leads = ({ id }: TargetObject): boolean => below.has(id) || members.has(id);
  return {
    roots: objects
      .filter((object) => isTop(object) && leads(object))
      .sort((a, b) => types.indexOf(a.type) - types.indexOf(b.type)),
    alone: objects.filter((object) => isTop(object) && !leads(object)),
    below,
    members,
    leadsTo,
  };
}

/** @returns ids of the objects whose key or name has the text */
export function matchingIds(objects: readonly TargetObject[], text: string): ReadonlySet<string> {
  const wanted = text.trim().toLowerCase();
  return new Set(
    objects.filter(({ key, name }) => `${key} ${name}`.toLowerCase().includes(wanted)).map(({ id }) => id),
  );
}

function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const list = groups.get(keyOf(value));
    if (list === undefined) groups.set(keyOf(value), [value]);
    else list.push(value);
  }
  return groups;
}
