/** A node and the band of layers that it belongs to: nodes of a lower band stand further to the left. */
export interface LayoutNode {
  id: string;
  band: number;
}
export interface LayoutEdge {
  from: string;
  to: string;
}
export interface LayoutSize {
  width: number;
  height: number;
  gapX: number;
  gapY: number;
}

export interface Layout {
  /** The upper left corner of each node. */
  places: ReadonlyMap<string, { x: number; y: number }>;
  bands: { band: number; x: number; width: number }[];
  width: number;
  height: number;
  /** How many pairs of edges between the same layers cross. */
  crossings: number;
}

const sweeps = 16;
/** Width to height of what the drawing is to fit into. */
const aspect = 1.8;
const mostRows = 80;

/**
 * Layers from left to right (Sugiyama, Tagawa, Toda 1981): within its band a node stands as far to the right as the
 * longest path to it is long; the order within a layer follows the barycentres of what it is joined with. A layer that is
 * too long for a screen is broken into columns side by side, neighbours staying at about the same height. No two
 * nodes overlap. The result depends on nothing but the arguments.
 * @param nodes in the order that decides where nothing else does
 * @param edges those with an unknown end are ignored; circles are allowed
 */
export function layeredLayout(
  nodes: readonly LayoutNode[],
  edges: readonly LayoutEdge[],
  { width, height, gapX, gapY }: LayoutSize,
): Layout {
  const known = new Set(nodes.map(({ id }) => id));
  const inner = edges.filter(({ from, to }) => from !== to && known.has(from) && known.has(to));
  const { layers, crossings } = ordered(layersOf(nodes, inner), inner);
  const rows = bestRows(
    layers.map(({ ids }) => ids.length),
    { width, height, gapX, gapY },
  );
  const columns = layers.map(({ ids }) => Math.ceil(ids.length / rows));
  const tallest = Math.max(0, ...layers.map(({ ids }, at) => Math.ceil(ids.length / columns[at]!)));
  const fullHeight = Math.max(0, tallest * (height + gapY) - gapY);
  const places = new Map<string, { x: number; y: number }>();
  const bands: Layout['bands'] = [];
  let x = 0;
  for (const [at, { band, ids }] of layers.entries()) {
    const beside = columns[at]!;
    // Columns of one layer stand closer together than layers do.
    const inColumn = width + gapX / 3;
    const lines = Math.ceil(ids.length / beside);
    const top = (fullHeight - (lines * (height + gapY) - gapY)) / 2;
    for (const [place, id] of ids.entries()) {
      places.set(id, {
        x: x + (place % beside) * inColumn,
        y: top + Math.floor(place / beside) * (height + gapY),
      });
    }
    const taken = (beside - 1) * inColumn + width;
    const last = bands.at(-1);
    if (last?.band === band) last.width = x + taken - last.x;
    else bands.push({ band, x, width: taken });
    x += taken + gapX;
  }
  return { places, bands, width: Math.max(0, x - gapX), height: fullHeight, crossings };
}

/** @returns how many nodes a column may have so that the whole is drawn as large as possible */
function bestRows(lengths: readonly number[], { width, height, gapX, gapY }: LayoutSize): number {
  let best = 1;
  let smallest = Infinity;
  for (let rows = 1; rows <= mostRows; rows += 1) {
    const columns = lengths.map((length) => Math.ceil(length / rows));
    const tallest = Math.max(0, ...lengths.map((length, at) => Math.ceil(length / columns[at]!)));
    const wide = columns.reduce((sum, count) => sum + (count - 1) * (width + gapX / 3) + width + gapX, 0);
    const size = Math.max(wide, tallest * (height + gapY) * aspect);
    if (size >= smallest) continue;
    smallest = size;
    best = rows;
  }
  return best;
}

interface Layer {
  band: number;
  ids: string[];
}

function layersOf(nodes: readonly LayoutNode[], edges: readonly LayoutEdge[]): Layer[] {
  const bandOf = new Map(nodes.map(({ id, band }) => [id, band]));
  const before = new Map<string, string[]>();
  for (const { from, to } of edges) {
    if (bandOf.get(from) !== bandOf.get(to)) continue;
    const list = before.get(to);
    if (list) list.push(from);
    else before.set(to, [from]);
  }
  const depths = new Map<string, number>();
  const open = new Set<string>();
  // An edge that closes a circle is left out: every path ends.
  const depthOf = (id: string): number => {
    const depth = depths.get(id);
    if (depth !== undefined) return depth;
    open.add(id);
    let longest = 0;
    for (const each of before.get(id) ?? [])
      if (!open.has(each)) longest = Math.max(longest, depthOf(each) + 1);
    open.delete(id);
    depths.set(id, longest);
    return longest;
  };
  const layers = new Map<string, Layer & { depth: number }>();
  for (const { id, band } of nodes) {
    const depth = depthOf(id);
    const layer = layers.get(`${band} ${depth}`);
    if (layer) layer.ids.push(id);
    else layers.set(`${band} ${depth}`, { band, depth, ids: [id] });
  }
  return [...layers.values()].sort((a, b) => a.band - b.band || a.depth - b.depth);
}

function ordered(layers: Layer[], edges: readonly LayoutEdge[]): { layers: Layer[]; crossings: number } {
  const layerOf = new Map(layers.flatMap(({ ids }, at) => ids.map((id) => [id, at] as const)));
  const joined = new Map<string, string[]>();
  const join = (a: string, b: string): void => {
    const list = joined.get(a);
    if (list) list.push(b);
    else joined.set(a, [b]);
  };
  for (const { from, to } of edges) {
    join(from, to);
    join(to, from);
  }
  let current = layers.map(({ ids }) => [...ids]);
  let best = current;
  let fewest = crossingsOf(current, edges);
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep += 1) {
    current = swept(current, sweep % 2 === 0, joined, layerOf);
    const crossings = crossingsOf(current, edges);
    if (crossings >= fewest) continue;
    fewest = crossings;
    best = current;
  }
  return { layers: layers.map(({ band }, at) => ({ band, ids: best[at]! })), crossings: fewest };
}

/** Orders every layer by the barycentres of what its nodes are joined with on one side. */
function swept(
  before: readonly string[][],
  toTheRight: boolean,
  joined: ReadonlyMap<string, string[]>,
  layerOf: ReadonlyMap<string, number>,
): string[][] {
  const next = before.map((ids) => [...ids]);
  const places = placesOf(next);
  const numbers = next.map((_, at) => at);
  for (const at of toTheRight ? numbers : numbers.reverse()) {
    const centres = new Map<string, number>();
    for (const id of next[at]!) {
      const beside = (joined.get(id) ?? []).filter((each) =>
        toTheRight ? layerOf.get(each)! < at : layerOf.get(each)! > at,
      );
      const sum = beside.reduce((total, each) => total + places.get(each)!, 0);
      centres.set(id, beside.length === 0 ? places.get(id)! : sum / beside.length);
    }
    next[at]!.sort((a, b) => centres.get(a)! - centres.get(b)! || places.get(a)! - places.get(b)!);
    for (const [place, id] of next[at]!.entries()) places.set(id, (place + 0.5) / next[at]!.length);
  }
  return next;
}

/** @returns where in its layer a node stands, from 0 to 1: layers of different lengths can be compared */
function placesOf(layers: readonly string[][]): Map<string, number> {
  return new Map(layers.flatMap((ids) => ids.map((id, at) => [id, (at + 0.5) / ids.length] as const)));
}

/** @returns how many pairs of edges between the same two layers cross */
export function crossingsOf(layers: readonly (readonly string[])[], edges: readonly LayoutEdge[]): number {
  const at = new Map(layers.flatMap((ids, layer) => ids.map((id, place) => [id, { layer, place }] as const)));
  const between = new Map<string, [number, number][]>();
  for (const { from, to } of edges) {
    const [a, b] = [at.get(from), at.get(to)];
    if (a === undefined || b === undefined || a.layer === b.layer) continue;
    const [left, right] = a.layer < b.layer ? [a, b] : [b, a];
    const key = `${left.layer} ${right.layer}`;
    const pairs = between.get(key);
    if (pairs) pairs.push([left.place, right.place]);
    else between.set(key, [[left.place, right.place]]);
  }
  let crossings = 0;
  for (const pairs of between.values()) {
    const sorted = pairs.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, right]) => right);
    crossings += inversions(sorted);
  }
  return crossings;
}

/** @returns how many pairs stand in the wrong order, by a Fenwick tree */
function inversions(values: readonly number[]): number {
  const most = Math.max(0, ...values) + 2;
  const tree = new Int32Array(most + 1);
  let count = 0;
  for (const [seen, value] of values.entries()) {
    let notAbove = 0;
    for (let at = value + 1; at > 0; at -= at & -at) notAbove += tree[at]!;
    count += seen - notAbove;
    for (let at = value + 1; at <= most; at += at & -at) tree[at]! += 1;
  }
  return count;
}
