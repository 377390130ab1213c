import type {
  OscalAdd,
  OscalAlter,
  OscalControl,
  OscalGroup,
  OscalParameter,
  OscalPart,
  OscalRemove,
  OscalSetParameter,
} from './oscal-document.js';
import type { Tree } from './profile-merge.js';
import { controlEntries } from './profile-select.js';

/**
 * Sets parameters (Profile Resolution, "Modify"): label, usage, values and choices are replaced, properties, links,
 * constraints and guidelines are added.
 * @param tree is changed
 * @param missing gets ids of parameters that no chosen control has
 */
export function setParameters(
  tree: Tree,
  settings: readonly OscalSetParameter[],
  missing: (id: string) => void,
): void {
  const byId = new Map<string, OscalParameter>();
  for (const param of parametersOf(tree)) byId.set(param.id, param);
  for (const { 'param-id': id, props, links, constraints, guidelines, ...replaced } of settings) {
    const param = byId.get(id);
    if (param === undefined) {
      missing(id);
      continue;
    }
    Object.assign(param, replaced);
    // A value answers the choice; a choice withdraws an older value.
    if (replaced.values !== undefined) delete param.select;
    else if (replaced.select !== undefined) delete param.values;
    if (props !== undefined) param.props = [...(param.props ?? []), ...props];
    if (links !== undefined) param.links = [...(param.links ?? []), ...links];
    if (constraints !== undefined) param.constraints = [...(param.constraints ?? []), ...constraints];
    if (guidelines !== undefined) param.guidelines = [...(param.guidelines ?? []), ...guidelines];
  }
}

/** @returns every parameter of a catalogue: its own, its groups' and its controls' */
export function parametersOf(tree: Tree): OscalParameter[] {
  const ofGroup = (group: OscalGroup): OscalParameter[] => [
    ...(group.params ?? []),
    ...(group.groups ?? []).flatMap(ofGroup),
  ];
  return [
    ...(tree.params ?? []),
    ...(tree.groups ?? []).flatMap(ofGroup),
    ...[...controlEntries(tree).values()].flatMap(({ control }) => control.params ?? []),
  ];
}

/**
 * Alters controls: removals first, then additions.
 * @param tree is changed
 * @param missing gets ids of controls and parts that are not there
 */
export function alterControls(
  tree: Tree,
  alters: readonly OscalAlter[],
  missing: (id: string) => void,
): void {
  const entries = controlEntries(tree);
  for (const { 'control-id': id, removes, adds } of alters) {
    const control = entries.get(id)?.control;
    if (control === undefined) {
      missing(id);
      continue;
    }
    for (const remove of removes ?? []) removeFrom(control, remove);
    for (const add of adds ?? []) if (!addTo(control, add)) missing(`${id}/${add['by-id']}`);
  }
}

interface Item {
  id?: string;
  name?: string;
  class?: string;
  ns?: string;
}

/** An item goes when everything that is given fits it. */
function fits(remove: OscalRemove, kind: string, { id, name, class: classes, ns }: Item): boolean {
  return (
    (remove['by-item-name'] === undefined || remove['by-item-name'] === kind) &&
    (remove['by-name'] === undefined || remove['by-name'] === name) &&
    (remove['by-class'] === undefined || remove['by-class'] === classes) &&
    (remove['by-id'] === undefined || remove['by-id'] === id) &&
    (remove['by-ns'] === undefined || remove['by-ns'] === ns)
  );
}

function removeFrom(holder: OscalControl | OscalPart, remove: OscalRemove): void {
  if (Object.keys(remove).length === 0) return;
  const keep =
    (kind: string) =>
    (item: Item): boolean =>
      !fits(remove, kind, item);
  if (holder.props !== undefined) holder.props = holder.props.filter(keep('prop'));
  if (holder.links !== undefined) {
    holder.links = holder.links.filter((link) =>
      keep('link')(link.rel === undefined ? {} : { name: link.rel }),
    );
  }
  if (holder.parts !== undefined) holder.parts = holder.parts.filter(keep('part'));
  if ('params' in holder && holder.params !== undefined) holder.params = holder.params.filter(keep('param'));
  for (const part of holder.parts ?? []) removeFrom(part, remove);
}

/** @returns false when the part it refers to is not there */
function addTo(control: OscalControl, add: OscalAdd): boolean {
  const target = add['by-id'];
  if (target === undefined || target === control.id) {
    const first = add.position === 'starting' || add.position === 'before';
    insert(control, add, (own, more) => (first ? [...more, ...own] : [...own, ...more]));
    return true;
  }
  const found = findPart(control, target);
  if (found === undefined) return false;
  const { holder, part } = found;
  if (add.position === 'before' || add.position === 'after') {
    const at = holder.parts!.indexOf(part) + (add.position === 'after' ? 1 : 0);
    insert(holder, add, (own, more) => [...own.slice(0, at), ...more, ...own.slice(at)]);
  } else {
    const first = add.position === 'starting';
    insert(part, add, (own, more) => (first ? [...more, ...own] : [...own, ...more]));
  }
  return true;
}

type Place = (own: readonly OscalPart[], more: readonly OscalPart[]) => OscalPart[];

function insert(holder: OscalControl | OscalPart, add: OscalAdd, place: Place): void {
  if (add.title !== undefined) holder.title = add.title;
  if (add.props !== undefined) holder.props = [...(holder.props ?? []), ...add.props];
  if (add.links !== undefined) holder.links = [...(holder.links ?? []), ...add.links];
  if (add.params !== undefined && !('name' in holder)) {
    holder.params = [...(holder.params ?? []), ...add.params];
  }
  if (add.parts !== undefined) holder.parts = place(holder.parts ?? [], add.parts);
}

function findPart(
  holder: OscalControl | OscalPart,
  id: string,
): { holder: OscalControl | OscalPart; part: OscalPart } | undefined {
  for (const part of holder.parts ?? []) {
    if (part.id === id) return { holder, part };
    const deeper = findPart(part, id);
    if (deeper !== undefined) return deeper;
  }
  return undefined;
}
