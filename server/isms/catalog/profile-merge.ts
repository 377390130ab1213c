import type {
  OscalCatalog,
  OscalControl,
  OscalCustomGroup,
  OscalGroup,
  OscalInsertControls,
  OscalMerge,
  OscalParameter,
} from './oscal-document.js';
import { controlEntries, selectControls } from './profile-select.js';

export type Tree = Pick<OscalCatalog, 'groups' | 'controls' | 'params'>;

/** A control that stands in two imports and of which the profile does not say what to do with it. */
export class ControlClash extends Error {
  readonly control: string;
  constructor(control: string) {
    super('control {control} comes from two imports');
    this.control = control;
  }
}

/**
 * Puts the imports of a profile together (Profile Resolution, "Merging"): as they are, flat (the default), or in the
 * profile's own groups.
 * @param trees what was chosen of every imported catalogue; they are taken over, not copied
 * @param merge the profile's directives
 * @param missing gets ids that a custom group asks for and that were not imported
 * @throws ControlClash when a control comes from two imports and `combine` is absent or `keep`
 */
export function mergeImports(
  trees: Tree[],
  merge: OscalMerge | undefined,
  missing: (id: string) => void,
): Tree {
  combine(trees, merge?.combine?.method ?? 'keep');
  const params = trees.flatMap((tree) => tree.params ?? []);
  const loose = params.length > 0 ? { params } : {};
  if (merge?.['as-is'] === true) return { ...loose, ...asIs(trees) };
  const groupParams = trees.flatMap((tree) => (tree.groups ?? []).flatMap(paramsOfGroup));
  const all = [...params, ...groupParams];
  const kept = all.length > 0 ? { params: all } : {};
  const flat = trees.flatMap((tree) =>
    [...controlEntries(tree).values()].map(({ control }) => alone(control)),
  );
  if (merge?.custom !== undefined) return { ...kept, ...custom(flat, merge.custom, missing) };
  return { ...kept, controls: flat };
}

function combine(trees: Tree[], method: 'use-first' | 'merge' | 'keep'): void {
  const seen = new Map<string, OscalControl>();
  for (const tree of trees) {
    const own = controlEntries(tree);
    const twice = [...own.keys()].filter((id) => seen.has(id));
    if (twice.length > 0 && method === 'keep') throw new ControlClash(twice[0]!);
    if (method === 'merge') for (const id of twice) unite(seen.get(id)!, own.get(id)!.control);
    drop(tree, new Set(twice));
    for (const [id, { control }] of own) if (!seen.has(id)) seen.set(id, control);
  }
}

/** Adds what the first control does not have: of equal ids the first stays. */
function unite(first: OscalControl, second: OscalControl): void {
  const byId = (items: readonly { id?: string }[] = []) => new Set(items.map(({ id }) => id));
  const params = byId(first.params);
  const parts = byId(first.parts);
  const more = {
    params: (second.params ?? []).filter(({ id }) => !params.has(id)),
    parts: (second.parts ?? []).filter(({ id }) => id === undefined || !parts.has(id)),
    props: (second.props ?? []).filter(
      (prop) =>
        !first.props?.some(
          ({ name, ns, value }) => name === prop.name && ns === prop.ns && value === prop.value,
        ),
    ),
    links: (second.links ?? []).filter((link) => !first.links?.some(({ href }) => href === link.href)),
  };
  if (more.params.length > 0) first.params = [...(first.params ?? []), ...more.params];
  if (more.parts.length > 0) first.parts = [...(first.parts ?? []), ...more.parts];
  if (more.props.length > 0) first.props = [...(first.props ?? []), ...more.props];
  if (more.links.length > 0) first.links = [...(first.links ?? []), ...more.links];
}

function drop(tree: Tree, ids: ReadonlySet<string>): void {
  if (ids.size === 0) return;
  const prune = (controls: OscalControl[] | undefined): OscalControl[] =>
    (controls ?? []).flatMap((control) => {
      const children = prune(control.controls);
      if (ids.has(control.id)) return children;
      control.controls = children;
      return [control];
    });
  const visit = (holder: { groups?: OscalGroup[]; controls?: OscalControl[] }): void => {
    if (holder.controls !== undefined) holder.controls = prune(holder.controls);
    holder.groups?.forEach(visit);
  };
  visit(tree);
}

function asIs(trees: readonly Tree[]): Tree {
  const groups: OscalGroup[] = [];
  for (const tree of trees) addGroups(groups, tree.groups ?? []);
  const controls = trees.flatMap((tree) => tree.controls ?? []);
  return { ...(groups.length > 0 ? { groups } : {}), ...(controls.length > 0 ? { controls } : {}) };
}

/** Groups of the same id become one. */
function addGroups(into: OscalGroup[], groups: readonly OscalGroup[]): void {
  for (const group of groups) {
    const same = group.id === undefined ? undefined : into.find(({ id }) => id === group.id);
    if (same === undefined) {
      into.push(group);
      continue;
    }
    if (group.controls !== undefined) same.controls = [...(same.controls ?? []), ...group.controls];
    if (group.groups !== undefined) {
      same.groups = [...(same.groups ?? [])];
      addGroups(same.groups, group.groups);
    }
  }
}

function custom(
  controls: readonly OscalControl[],
  { groups, 'insert-controls': inserts }: NonNullable<OscalMerge['custom']>,
  missing: (id: string) => void,
): Tree {
  const entries = controlEntries({ controls: [...controls] });
  const insert = (wanted: OscalInsertControls[] | undefined): OscalControl[] =>
    (wanted ?? []).flatMap(({ order = 'keep', ...selecting }) => {
      const chosen = [...selectControls(entries, selecting, missing)].map((id) => entries.get(id)!.control);
      if (order === 'keep') return chosen;
      chosen.sort((a, b) => (a.id < b.id ? -1 : 1));
      return order === 'ascending' ? chosen : chosen.reverse();
    });
  const build = ({ groups: inner, 'insert-controls': wanted, ...rest }: OscalCustomGroup): OscalGroup => {
    const own = insert(wanted);
    return {
      ...rest,
      ...(inner === undefined ? {} : { groups: inner.map(build) }),
      ...(own.length > 0 ? { controls: own } : {}),
    };
  };
  const top = insert(inserts);
  return {
    ...(groups === undefined ? {} : { groups: groups.map(build) }),
    ...(top.length > 0 ? { controls: top } : {}),
  };
}

function alone({ controls: _, ...control }: OscalControl): OscalControl {
  return control;
}

function paramsOfGroup(group: OscalGroup): OscalParameter[] {
  return [...(group.params ?? []), ...(group.groups ?? []).flatMap(paramsOfGroup)];
}
