import type { CatalogNote } from '../../contract/catalog.js';
import { GrundwachtError } from '../../contract/errors.js';
import type { FaultValues } from '../../contract/fault.js';
import { noteOf } from './note.js';
import type { OscalCatalog, OscalProfile, OscalResource } from './oscal-document.js';
import { ControlClash, mergeImports, type Tree } from './profile-merge.js';
import { alterControls, setParameters } from './profile-modify.js';
import { controlEntries, pruneCatalog, selectControls } from './profile-select.js';

/** What an import points at: everything that an installed catalogue can be recognised by. */
export interface ImportReference {
  href: string;
  /** Base names of the files that the back matter names. */
  files: string[];
  title: string | undefined;
  hashes: { algorithm: string; value: string }[];
}

export interface ResolvedProfile {
  catalog: OscalCatalog;
  /** What could not be resolved. */
  gaps: CatalogNote[];
}

/**
 * Resolves a profile to a catalogue (NIST, OSCAL Profile Resolution Specification: import, merge, modify).
 * @param profile checked against NIST's schema
 * @param file its name, for messages
 * @param find the installed catalogue that an import means; undefined when there is none
 * @returns the catalogue, and the imports, controls and parameters that are not there
 * @throws GrundwachtError CATALOG_MALFORMED when a control comes from two imports and the profile does not say which
 * is meant, or when nothing is left
 */
export function resolveProfile(
  profile: OscalProfile,
  file: string,
  find: (reference: ImportReference) => OscalCatalog | undefined,
): ResolvedProfile {
  const gaps: CatalogNote[] = [];
  const gap: Gap = (pointer, message, values) => void gaps.push(noteOf(pointer, { message, values }));
  const trees = importTrees(profile, find, gap);
  const tree = merged(profile, file, trees, gap);
  const noParameter = (id: string): void =>
    gap('/profile/modify/set-parameters', 'no parameter {id}', { id });
  setParameters(tree, profile.modify?.['set-parameters'] ?? [], noParameter);
  alterControls(tree, profile.modify?.alters ?? [], (id) =>
    gap('/profile/modify/alters', 'no control or part {id}', { id }),
  );
  if (controlEntries(tree).size === 0 && gaps.length === 0) {
    throw new GrundwachtError('CATALOG_MALFORMED', {
      pointer: `${file}: /profile/imports`,
      message: 'chooses no control',
    });
  }
  const catalog: OscalCatalog = { uuid: profile.uuid, metadata: profile.metadata, ...tree };
  return { catalog, gaps };
}

type Gap = (pointer: string, message: string, values: FaultValues) => void;

/** Several imports of one catalogue choose from it together. */
function importTrees(
  profile: OscalProfile,
  find: (reference: ImportReference) => OscalCatalog | undefined,
  gap: Gap,
): Tree[] {
  const chosen = new Map<OscalCatalog, Set<string>>();
  for (const [at, each] of profile.imports.entries()) {
    const pointer = `/profile/imports/${at}`;
    const reference = importReference(each.href, profile['back-matter']?.resources ?? []);
    const catalog = find(reference);
    if (catalog === undefined) {
      const name = reference.files[0] ?? reference.title ?? reference.href;
      const ids = (each['include-controls'] ?? []).flatMap((selection) => selection['with-ids'] ?? []);
      const message =
        ids.length > 0
          ? 'the catalogue {id} is not installed ({controls})'
          : 'the catalogue {id} is not installed';
      gap(`${pointer}/href`, message, { id: name, controls: ids.join(', ') });
      continue;
    }
    const entries = controlEntries(catalog);
    const ids = selectControls(entries, each, (id) => gap(pointer, 'no control {id}', { id }));
    chosen.set(catalog, new Set([...(chosen.get(catalog) ?? []), ...ids]));
  }
  return [...chosen].map(([catalog, ids]) => structuredClone(pruneCatalog(catalog, ids)));
}

function merged(profile: OscalProfile, file: string, trees: Tree[], gap: Gap): Tree {
  try {
    return mergeImports(trees, profile.merge, (id) =>
      gap('/profile/merge/custom', 'no control {id}', { id }),
    );
  } catch (error) {
    if (!(error instanceof ControlClash)) throw error;
    throw new GrundwachtError('CATALOG_MALFORMED', {
      pointer: `${file}: /profile/merge`,
      message:
        'control {control} comes from two imports, and combine does not say which one counts (use-first, merge)',
      values: { control: error.control },
    });
  }
}

/**
 * @param href of an import: a fragment that names a resource of the back matter, or an address
 * @param resources the back matter's
 */
export function importReference(href: string, resources: readonly OscalResource[]): ImportReference {
  if (!href.startsWith('#')) return { href, files: [baseName(href)], title: undefined, hashes: [] };
  const resource = resources.find(({ uuid }) => uuid === href.slice(1));
  const links = resource?.rlinks ?? [];
  return {
    href,
    files: links.map((link) => baseName(link.href)),
    title: resource?.title,
    hashes: links.flatMap(({ hashes }) => hashes ?? []),
  };
}

function baseName(href: string): string {
  const path = href.split(/[?#]/)[0]!;
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
