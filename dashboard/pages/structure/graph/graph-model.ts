import type { TargetObject, TargetObjectType } from '../../../../server/contract/isms.js';
import type { Relation } from '../../../../server/contract/structure.js';

/** What is drawn as one: nothing, groups of the structure analysis, systems of a subnet, all objects of a type. */
export const folds = ['none', 'group', 'subnet', 'type'] as const;
export type Fold = (typeof folds)[number];

export interface GraphNode {
  /** Of the object; of several, of what they have in common. */
  id: string;
  /** Where all objects of the node have the same: a key, a subnet, or nothing. */
  key: string;
  /** Of one object or of its group; empty: it is named by its type. */
  name: string;
  type: TargetObjectType;
  /** Ids of the objects, at least one. */
  objects: string[];
  /** It can be unfolded. */
  isFolded: boolean;
}

export interface GraphEdge {
  from: string;
  to: string;
  /** From a group to its member. */
  isMember: boolean;
}

export interface Graph {
  nodes: GraphNode[];
  edges: GraphEdge[];
  /** The node that stands for an object, by the object's id. */
  nodeOf: ReadonlyMap<string, string>;
}

const systems: readonly TargetObjectType[] = ['it_system', 'ics_system', 'iot_device'];

/** @returns the subnet of the first address: /24 of IPv4, /64 of IPv6; undefined: it has none */
export function subnetOf({ addresses }: Pick<TargetObject, 'addresses'>): string | undefined {
  for (const address of addresses) {
    const [host = ''] = address.split('/');
    const four = /^(\d{1,3}\.\d{1,3}\.\d{1,3})\.\d{1,3}$/.exec(host);
    if (four) return `${four[1]}.0/24`;
    if (host.includes(':')) return `${fullIpv6(host).slice(0, 4).join(':')}::/64`;
  }
  return undefined;
}

/** @returns the eight parts of an IPv6 address, without leading zeros */
function fullIpv6(text: string): string[] {
  const [head = '', tail] = text.split('::');
  const parts = (half: string): string[] => (half === '' ? [] : half.split(':'));
  const left = parts(head);
  const right = parts(tail ?? '');
  const gap = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const all = [...left, ...Array.from({ length: gap }, () => '0'), ...right];
  return all.map((part) => part.toLowerCase().replace(/^0+(?=.)/, ''));
}

/**
 * The dependencies of a domain as a graph; objects that nothing is known of are left out by nobody.
 * @param opened ids of nodes that are not folded although the others are
 */
export function graphOf(
  objects: readonly TargetObject[],
  relations: readonly Relation[],
  fold: Fold,
  opened: ReadonlySet<string> = new Set(),
): Graph {
  const nodeOf = new Map<string, string>();
  const folded = foldedObjects(objects, fold);
  const byId = new Map(objects.map((object) => [object.id, object]));
  const nodes = new Map<string, GraphNode>();
  for (const object of objects) {
    const group = folded.get(object.id);
    const isFolded = group !== undefined && !opened.has(group.id);
    const id = isFolded ? group.id : object.id;
    nodeOf.set(object.id, id);
    const node = nodes.get(id);
    if (node) {
      node.objects.push(object.id);
      continue;
    }
    const head = isFolded ? byId.get(group.id) : object;
    nodes.set(id, {
      id,
      key: head?.key ?? group?.key ?? '',
      name: head?.name ?? '',
      type: object.type,
      objects: [object.id],
      isFolded,
    });
  }
  return { nodes: [...nodes.values()], edges: edgesOf(objects, relations, nodeOf), nodeOf };
}

function foldedObjects(
  objects: readonly TargetObject[],
  fold: Fold,
): Map<string, { id: string; key: string }> {
  const groups = new Map<string, { key: string; ids: string[] }>();
  for (const object of objects) {
    const of = placeIn(object, fold);
    if (of === undefined) continue;
    const group = groups.get(of.id);
    if (group) group.ids.push(object.id);
    else groups.set(of.id, { key: of.key, ids: [object.id] });
  }
  const folded = new Map<string, { id: string; key: string }>();
  for (const [id, { key, ids }] of groups) {
    if (ids.length < 2) continue;
    for (const each of ids) folded.set(each, { id, key });
  }
  return folded;
}

function placeIn(object: TargetObject, fold: Fold): { id: string; key: string } | undefined {
  if (fold === 'type') return { id: `type:${object.type}`, key: '' };
  if (fold === 'group') {
    const id = object.is_group ? object.id : object.group;
    return id === null ? undefined : { id, key: '' };
  }
  if (fold === 'none' || !systems.includes(object.type)) return undefined;
  const subnet = subnetOf(object);
  return subnet === undefined ? undefined : { id: `subnet:${object.type}:${subnet}`, key: subnet };
}

function edgesOf(
  objects: readonly TargetObject[],
  relations: readonly Relation[],
  nodeOf: ReadonlyMap<string, string>,
): GraphEdge[] {
  const edges = new Map<string, GraphEdge>();
  const add = (a: string, b: string, isMember: boolean): void => {
    const [from, to] = [nodeOf.get(a), nodeOf.get(b)];
    if (from === undefined || to === undefined || from === to) return;
    const known = edges.get(`${from} ${to}`);
    if (known) known.isMember &&= isMember;
    else edges.set(`${from} ${to}`, { from, to, isMember });
  };
  for (const { from, to } of relations) add(from, to, false);
  for (const { id, group } of objects) if (group !== null) add(group, id, true);
  return [...edges.values()];
}

/**
 * @param depth how many steps away; Infinity: as far as it goes
 * @returns the node, what depends on it, and what it depends on
 */
export function neighbourhood(edges: readonly GraphEdge[], id: string, depth: number): Set<string> {
  const found = new Set([id]);
  for (const [near, far] of [
    ['from', 'to'],
    ['to', 'from'],
  ] as const) {
    const seen = new Set([id]);
    let level = [id];
    for (let step = 0; step < depth && level.length > 0; step += 1) {
      const reached = new Set(level);
      level = edges
        .filter((edge) => reached.has(edge[near]) && !seen.has(edge[far]))
        .map((edge) => edge[far]);
      for (const each of level) seen.add(each);
    }
    for (const each of seen) found.add(each);
  }
  return found;
}

/** @returns the part of the graph that has only these nodes */
export function partOf({ nodes, edges, nodeOf }: Graph, ids: ReadonlySet<string>): Graph {
  return {
    nodes: nodes.filter(({ id }) => ids.has(id)),
    edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    nodeOf,
  };
}
