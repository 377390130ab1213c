/** An object hands its protection need on to another one that it depends on. */
export interface NeedEdge {
  source: string;
  target: string;
}

/** @returns the targets of every source */
export function targetsBySource(edges: Iterable<NeedEdge>): Map<string, string[]> {
  const targets = new Map<string, string[]>();
  for (const { source, target } of edges) {
    const list = targets.get(source);
    if (list === undefined) targets.set(source, [target]);
    else list.push(target);
  }
  return targets;
}

/**
 * @param edges at least those that lead away from the roots, and on from there
 * @returns the roots and every object that their needs reach
 */
export function reachedFrom(edges: Iterable<NeedEdge>, roots: Iterable<string>): Set<string> {
  const targets = targetsBySource(edges);
  const reached = new Set(roots);
  for (const id of reached) {
    for (const target of targets.get(id) ?? []) reached.add(target);
  }
  return reached;
}

/**
 * @returns the shortest way from one object to another along the edges, both ends included; undefined: there is none
 */
export function findPath(edges: Iterable<NeedEdge>, from: string, to: string): string[] | undefined {
  const targets = targetsBySource(edges);
  const before = new Map<string, string | undefined>([[from, undefined]]);
  for (const [id] of before) {
    if (id === to) break;
    for (const target of targets.get(id) ?? []) if (!before.has(target)) before.set(target, id);
  }
  if (!before.has(to)) return undefined;
  const path = [to];
  for (let at = before.get(to); at !== undefined; at = before.get(at)) path.unshift(at);
  return path;
}

/**
 * @param ids the objects to be ordered
 * @param edges those with an end outside of `ids` are ignored
 * @returns every object after all of those that it inherits from, or a cycle (its first object is also its last)
 */
export function inOrder(
  ids: Iterable<string>,
  edges: readonly NeedEdge[],
): { order: string[] } | { cycle: string[] } {
  const waiting = new Map([...ids].map((id) => [id, 0]));
  const inner = edges.filter(({ source, target }) => waiting.has(source) && waiting.has(target));
  for (const { target } of inner) waiting.set(target, waiting.get(target)! + 1);
  const targets = targetsBySource(inner);
  const order = [...waiting].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of order) {
    waiting.delete(id);
    for (const target of targets.get(id) ?? []) {
      const left = waiting.get(target)! - 1;
      waiting.set(target, left);
      if (left === 0) order.push(target);
    }
  }
  return waiting.size === 0 ? { order } : { cycle: cycleAmong(waiting, inner) };
}

/** Every object that still waits has a source that waits: going back from one to the next must come round. */
function cycleAmong(waiting: ReadonlyMap<string, number>, edges: readonly NeedEdge[]): string[] {
  const sources = new Map<string, string>();
  for (const { source, target } of edges) if (waiting.has(source)) sources.set(target, source);
  const seen = new Set<string>();
  let at = waiting.keys().next().value!;
  while (!seen.has(at)) {
    seen.add(at);
    at = sources.get(at)!;
  }
  const cycle = [at];
  for (let id = sources.get(at)!; id !== at; id = sources.get(id)!) cycle.unshift(id);
  return [at, ...cycle];
}
