import {
  type Derivation,
  type Dimension,
  dimensions,
  type EffectiveNeed,
  type EffectOverride,
  type NeedLevel,
  needLevels,
} from '../../contract/protection.js';
import { inOrder, type NeedEdge } from './graph.js';

/** What people said of an object in one dimension. */
export interface StatedNeed {
  /** Its own need; null: none of its own. */
  level: NeedLevel | null;
  override: EffectOverride | null;
}

/** An object with what people said of it; a dimension is absent where nobody said anything. */
export type StatedNeeds = Partial<Record<Dimension, StatedNeed>>;

export type NeedResult = { needs: Map<string, EffectiveNeed> } | { cycle: string[] };

const silent: StatedNeed = { level: null, override: null };

/**
 * Protection needs by the Maximumprinzip (BSI-Standard 200-2, 8.2.2): an object has at least its own need and that of
 * every object that depends on it. A cumulation raises that, a distribution lowers it; either has no effect where the
 * level is past it already. What nothing is known of is normal, by default, and hands nothing on. The result is a
 * function of the graph alone: of several sources of the same level the one with the smallest id explains it.
 * @param stated every object to be computed, with what people said of it
 * @param edges all that lead to these objects
 * @param known effective needs of the sources that are not to be computed
 * @returns the need of every object of `stated`, or a cycle of their ids (the first is also the last)
 */
export function effectiveNeeds(
  stated: ReadonlyMap<string, StatedNeeds>,
  edges: readonly NeedEdge[],
  known: ReadonlyMap<string, EffectiveNeed>,
): NeedResult {
  const ordered = inOrder(stated.keys(), edges);
  if ('cycle' in ordered) return ordered;
  const sources = new Map<string, string[]>();
  for (const { source, target } of edges) {
    const list = sources.get(target);
    if (list === undefined) sources.set(target, [source]);
    else list.push(source);
  }
  const needs = new Map<string, EffectiveNeed>();
  for (const id of ordered.order) {
    const from = sources.get(id) ?? [];
    const said = stated.get(id) ?? {};
    const of = (dimension: Dimension): { level: NeedLevel; derivation: Derivation } =>
      derive(said[dimension] ?? silent, highest(from, dimension, needs, known));
    const confidentiality = of('confidentiality');
    const integrity = of('integrity');
    const availability = of('availability');
    needs.set(id, {
      target_object: id,
      confidentiality: confidentiality.level,
      integrity: integrity.level,
      availability: availability.level,
      derivation: {
        confidentiality: confidentiality.derivation,
        integrity: integrity.derivation,
        availability: availability.derivation,
      },
    });
  }
  return { needs };
}

/**
 * @param needOf looks up the effective need of an object
 * @returns the objects that explain a level, from the one where it arose to the one asked for
 */
export function explainingPath(
  id: string,
  dimension: Dimension,
  needOf: (id: string) => EffectiveNeed | undefined,
): string[] {
  const path = [id];
  for (let at = needOf(id); at !== undefined; at = needOf(path[0]!)) {
    const { cause, own, inherited, from } = at.derivation[dimension];
    const isOwn = cause === 'own' || inherited === null || (own !== null && rank(own) >= rank(inherited));
    if (isOwn || from === null) break;
    path.unshift(from);
  }
  return path;
}

/** @returns whether every dimension has the same level for the same reason */
export function sameNeed(a: EffectiveNeed, b: EffectiveNeed): boolean {
  return dimensions.every((dimension) => {
    const [x, y] = [a.derivation[dimension], b.derivation[dimension]];
    return (
      a[dimension] === b[dimension] &&
      x.cause === y.cause &&
      x.own === y.own &&
      x.inherited === y.inherited &&
      x.from === y.from
    );
  });
}

/** @returns 0 for normal, 1 for high, 2 for very high */
export function rank(level: NeedLevel): number {
  return needLevels.indexOf(level);
}

interface Inherited {
  level: NeedLevel | null;
  from: string | null;
}

function highest(
  sources: readonly string[],
  dimension: Dimension,
  needs: ReadonlyMap<string, EffectiveNeed>,
  known: ReadonlyMap<string, EffectiveNeed>,
): Inherited {
  let best: Inherited = { level: null, from: null };
  for (const source of sources) {
    const need = needs.get(source) ?? known.get(source);
    if (need === undefined || need.derivation[dimension].cause === 'default') continue;
    const level = need[dimension];
    const ahead = best.level === null ? 1 : rank(level) - rank(best.level);
    if (ahead > 0 || (ahead === 0 && source < best.from!)) best = { level, from: source };
  }
  return best;
}

function derive(
  { level: own, override }: StatedNeed,
  { level: inherited, from }: Inherited,
): { level: NeedLevel; derivation: Derivation } {
  const known = { own, inherited, from };
  const ownRank = own === null ? -1 : rank(own);
  const inheritedRank = inherited === null ? -1 : rank(inherited);
  const level = needLevels[Math.max(ownRank, inheritedRank, 0)]!;
  const cause =
    own === null && inherited === null ? 'default' : ownRank >= inheritedRank ? 'own' : 'inherited';
  if (override === null) return { level, derivation: { cause, ...known } };
  const difference = rank(override.level) - rank(level);
  const takesEffect = override.effect === 'cumulation' ? difference > 0 : difference < 0;
  return takesEffect
    ? { level: override.level, derivation: { cause: override.effect, ...known } }
    : { level, derivation: { cause, ...known } };
}
