import type { Dimension, EffectiveNeed, NeedLevel } from '../../../../server/contract/protection.js';
import type { Graph } from './graph-model.js';

export interface Inheritance {
  /** Edges over which the object got its level, `FROM TO` of nodes. */
  path: ReadonlySet<string>;
  /** Edges over which it hands its level on. */
  heirs: ReadonlySet<string>;
  /** Nodes on either. */
  nodes: ReadonlySet<string>;
}

const ranks: Record<NeedLevel, number> = { normal: 0, high: 1, very_high: 2 };

/** @returns the highest level of the objects in the dimension; undefined: nothing is known of any */
export function highestNeed(
  needs: ReadonlyMap<string, EffectiveNeed>,
  objects: readonly string[],
  dimensions: readonly Dimension[],
): NeedLevel | undefined {
  let highest: NeedLevel | undefined;
  for (const id of objects) {
    const need = needs.get(id);
    for (const dimension of need ? dimensions : []) {
      if (need!.derivation[dimension].cause === 'default') continue;
      const level = need![dimension];
      if (highest === undefined || ranks[level] > ranks[highest]) highest = level;
    }
  }
  return highest;
}

/**
 * Where an object's protection need comes from, and where it goes on from there (Maximumprinzip, BSI-Standard 200-2,
 * 8.2.2): each object names the one that its inherited level is from.
 * @param id of an object
 */
export function inheritanceOf(
  graph: Graph,
  needs: ReadonlyMap<string, EffectiveNeed>,
  groupOf: (id: string) => string | null,
  id: string,
  dimensions: readonly Dimension[],
): Inheritance {
  const drawn = new Set(graph.edges.map(({ from, to }) => `${from} ${to}`));
  const path = new Set<string>();
  const heirs = new Set<string>();
  const nodes = new Set<string>();
  const add = (edges: Set<string>, from: string, to: string): void => {
    // A member hands on over the relations of its group, too.
    for (const source of [from, groupOf(from)]) {
      const edge = source && `${graph.nodeOf.get(source)} ${graph.nodeOf.get(to)}`;
      if (!edge || !drawn.has(edge)) continue;
      edges.add(edge);
      for (const node of edge.split(' ')) nodes.add(node);
      return;
    }
  };
  for (const dimension of dimensions) {
    const seen = new Set<string>();
    for (let at = id; !seen.has(at); ) {
      seen.add(at);
      const from = inheritedFrom(needs.get(at), dimension);
      if (from === undefined) break;
      add(path, from, at);
      at = from;
    }
    const reached = new Set([id]);
    for (const source of reached) {
      for (const need of needs.values()) {
        if (reached.has(need.target_object) || inheritedFrom(need, dimension) !== source) continue;
        reached.add(need.target_object);
        add(heirs, source, need.target_object);
      }
    }
  }
  return { path, heirs, nodes };
}

/** @returns the object that the level is from; undefined: it arose here */
function inheritedFrom(need: EffectiveNeed | undefined, dimension: Dimension): string | undefined {
  if (need === undefined) return undefined;
  const { cause, own, inherited, from } = need.derivation[dimension];
  if (cause === 'own' || from === null || inherited === null) return undefined;
  return own !== null && ranks[own] >= ranks[inherited] ? undefined : from;
}
