import { GrundwachtError } from '../../contract/errors.js';
import {
  type MappingIndex,
  type MappingPair,
  type Relation,
  relations,
  type TargetState,
} from './mapping-index.js';
import type { OscalMap, OscalMapItem, OscalMappingCollection, OscalMappings } from './oscal-document.js';

/** A catalogue that a mapping's target may be in. */
export interface MappingTarget {
  id: string;
  /** Lasting identifier by control id; undefined for a control that has none. */
  controls: ReadonlyMap<string, string | undefined>;
}

/** From the id that a control had to its lasting identifier, as another mapping of the same state tells. */
export type Numbering = ReadonlyMap<string, string>;

export interface MappingRequest {
  id: string;
  title: string;
  edition: string;
  source: MappingIndex['source'];
  /** Id of the catalogue that the sources are in. */
  sourceCatalog: string;
  /** Catalogue that each `target-resource` means, in the order of the file's mappings. */
  targets: readonly MappingTarget[];
  numbering?: Numbering;
}

/**
 * Reduces a mapping collection to pairs of ids, and finds for every target the control of the installed edition.
 * BSI's mapping numbers sub-requirements `APP.3.6.A1-UA.2`; here that is `APP.3.6.A1.2`.
 * @param collection checked against NIST's schema
 * @param request what it maps, resolved by the caller
 * @param file its name, for messages
 * @throws GrundwachtError CATALOG_MALFORMED with the JSON pointer of an unknown relationship
 */
export function mappingIndex(
  collection: OscalMappingCollection,
  { targets, numbering, sourceCatalog, ...head }: MappingRequest,
  file: string,
): MappingIndex {
  const pairs: MappingPair[] = [];
  let statement = 0;
  for (const [at, { maps }] of collection.mappings.entries()) {
    const target = targets[at]!;
    const altIds = new Map([...target.controls].map(([id, alt]) => [alt, id]));
    for (const [n, map] of maps.entries()) {
      const relation = relationOf(map, `${file}: /mapping-collection/mappings/${at}/maps/${n}/relationship`);
      for (const source of map.sources) {
        for (const each of map.targets) {
          const found = locate(each, target, altIds, numbering);
          pairs.push({
            source: source['id-ref'].replace(/-UA\.(\d+)$/, '.$1'),
            ...found,
            relation,
            statement,
            target_catalog: target.id,
          });
        }
      }
      statement += 1;
    }
  }
  const status = collection.provenance?.status ?? collection.mappings[0]?.status ?? 'unknown';
  return { kind: 'mapping', ...head, status, source_catalog: sourceCatalog, pairs };
}

function relationOf({ relationship }: OscalMap, place: string): Relation {
  const relation = relations.find((each) => each === relationship);
  if (relation !== undefined) return relation;
  const known = relations.join(', ');
  throw new GrundwachtError('CATALOG_MALFORMED', {
    pointer: place,
    message: '"{relationship}" is none of {known}',
    values: { relationship, known },
  });
}

/** By the lasting identifier where one is named, otherwise by the id alone. */
function locate(
  item: OscalMapItem,
  target: MappingTarget,
  altIds: ReadonlyMap<string | undefined, string>,
  numbering: Numbering | undefined,
): { target: string; state: TargetState; was?: string } {
  const was = item['id-ref'];
  const lasting = lastingId(item) ?? numbering?.get(was);
  if (lasting === undefined)
    return { target: was, state: target.controls.has(was) ? 'unconfirmed' : 'absent' };
  if (target.controls.get(was) === lasting) return { target: was, state: 'confirmed' };
  const now = altIds.get(lasting);
  if (now === undefined) return { target: was, state: 'absent' };
  return { target: now, state: 'moved', was };
}

/** @returns the lasting identifier that BSI's mapping tool writes beside an id */
export function lastingId(item: OscalMapItem): string | undefined {
  return item.props?.find(({ name }) => name === 'oscal_uuid')?.value;
}

/** @returns which lasting identifier each target id had when a mapping was made */
export function numberingOf(mappings: readonly OscalMappings[]): Map<string, string> {
  const numbering = new Map<string, string>();
  for (const item of mappings.flatMap(({ maps }) => maps.flatMap(({ targets }) => targets))) {
    const lasting = lastingId(item);
    if (lasting !== undefined) numbering.set(item['id-ref'], lasting);
  }
  return numbering;
}
