import type { OscalCatalog, OscalControl, OscalGroup, OscalSelection } from './oscal-document.js';

/** What an import or an insertion asks for. */
export interface Selecting {
  'include-all'?: object;
  'include-controls'?: OscalSelection[];
  'exclude-controls'?: OscalSelection[];
}

/** A control's place: its id, those of the controls below it, and the control itself. */
export interface ControlEntry {
  control: OscalControl;
  descendants: string[];
}

/** @returns every control of a catalogue by id, in document order; of equal ids the first */
export function controlEntries(
  catalog: Pick<OscalCatalog, 'groups' | 'controls'>,
): Map<string, ControlEntry> {
  const found = new Map<string, ControlEntry>();
  const visit = (control: OscalControl): string[] => {
    const entry: ControlEntry = { control, descendants: [] };
    if (!found.has(control.id)) found.set(control.id, entry);
    for (const child of control.controls ?? []) entry.descendants.push(child.id, ...visit(child));
    return entry.descendants;
  };
  const group = (each: OscalGroup): void => {
    each.controls?.forEach(visit);
    each.groups?.forEach(group);
  };
  catalog.controls?.forEach(visit);
  catalog.groups?.forEach(group);
  return found;
}

/**
 * Chooses controls (Profile Resolution, "Selecting controls"): all of them unless `include-controls` is given;
 * what is excluded is out, whatever includes it.
 * @param entries of the catalogue
 * @param selecting the import's or insertion's directives
 * @param missing gets ids that are asked for by name and are not in the catalogue
 * @returns the ids, in the catalogue's order
 */
export function selectControls(
  entries: ReadonlyMap<string, ControlEntry>,
  selecting: Selecting,
  missing: (id: string) => void,
): Set<string> {
  const include = selecting['include-controls'];
  const all = selecting['include-all'] !== undefined || include === undefined;
  const wanted = all ? new Set(entries.keys()) : named(entries, include, missing);
  // An exclusion of something that is not there changes nothing.
  const unwanted = named(entries, selecting['exclude-controls'] ?? [], () => {});
  return new Set([...entries.keys()].filter((id) => wanted.has(id) && !unwanted.has(id)));
}

function named(
  entries: ReadonlyMap<string, ControlEntry>,
  selections: readonly OscalSelection[],
  missing: (id: string) => void,
): Set<string> {
  const found = new Set<string>();
  for (const selection of selections) {
    const withChildren = selection['with-child-controls'] === 'yes';
    const add = (id: string): void => {
      found.add(id);
      if (withChildren) for (const child of entries.get(id)?.descendants ?? []) found.add(child);
    };
    for (const id of selection['with-ids'] ?? []) {
      if (entries.has(id)) add(id);
      else missing(id);
    }
    for (const { pattern } of selection.matching ?? []) {
      if (pattern !== undefined) for (const id of entries.keys()) if (matchesGlob(pattern, id)) add(id);
    }
  }
  return found;
}

/** `*` is any text and `?` any character; linear in the text for every star. */
export function matchesGlob(pattern: string, text: string): boolean {
  let p = 0;
  let at = 0;
  let star = -1;
  let resume = 0;
  while (at < text.length) {
    if (pattern[p] === '*') {
      star = p;
      p += 1;
      resume = at;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[at])) {
      p += 1;
      at += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p += 1;
  return p === pattern.length;
}

type Tree = Pick<OscalCatalog, 'groups' | 'controls' | 'params'>;

/**
 * Cuts a catalogue down to some controls. A control whose parent is not chosen takes the parent's place; groups
 * without any control go.
 */
export function pruneCatalog(catalog: OscalCatalog, ids: ReadonlySet<string>): Tree {
  const controls = pruneControls(catalog.controls, ids);
  const groups = pruneGroups(catalog.groups, ids);
  return {
    ...(catalog.params === undefined ? {} : { params: catalog.params }),
    ...(groups.length > 0 ? { groups } : {}),
    ...(controls.length > 0 ? { controls } : {}),
  };
}

function pruneGroups(groups: readonly OscalGroup[] | undefined, ids: ReadonlySet<string>): OscalGroup[] {
  return (groups ?? []).flatMap((group) => {
    const { groups: inner, controls, ...rest } = group;
    const keptGroups = pruneGroups(inner, ids);
    const keptControls = pruneControls(controls, ids);
    if (keptGroups.length + keptControls.length === 0) return [];
    return [
      {
        ...rest,
        ...(keptGroups.length > 0 ? { groups: keptGroups } : {}),
        ...(keptControls.length > 0 ? { controls: keptControls } : {}),
      },
    ];
  });
}

function pruneControls(
  controls: readonly OscalControl[] | undefined,
  ids: ReadonlySet<string>,
): OscalControl[] {
  return (controls ?? []).flatMap((control) => {
    const { controls: inner, ...rest } = control;
    const children = pruneControls(inner, ids);
    if (!ids.has(control.id)) return children;
    return [{ ...rest, ...(children.length > 0 ? { controls: children } : {}) }];
  });
}
