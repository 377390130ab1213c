import type { MapNode, Node } from '../yaml/tree.js';
import { get, textOf } from '../yaml/tree.js';

interface Numbered {
  root: Node;
  number: number;
}

/**
 * Applies the legacy collection actions of multi-document files: `global` adds its attributes to all documents
 * after it, `repeat` repeats the document before it with changes, `reset` forgets the global ones.
 * @returns the documents that are rules, without `action`
 */
export function applyActions(documents: readonly Numbered[]): Numbered[] {
  const rules: Numbered[] = [];
  let global: MapNode | undefined;
  let previous: MapNode | undefined;
  for (const { root, number } of documents) {
    const action = textOf(get(root, 'action'));
    if (root.kind !== 'map') {
      rules.push({ root, number });
      continue;
    }
    const own: MapNode = { ...root, entries: root.entries.filter((entry) => entry.key !== 'action') };
    if (action === 'global') {
      global = global === undefined ? own : merge(global, own);
      continue;
    }
    if (action === 'reset') {
      global = undefined;
      continue;
    }
    const base = action === 'repeat' && previous !== undefined ? previous : global;
    const rule = base === undefined ? own : merge(base, own);
    previous = rule;
    rules.push({ root: rule, number });
  }
  return rules;
}

/** @returns a map with the entries of both; maps under the same key are merged, otherwise `over` wins */
function merge(base: MapNode, over: MapNode): MapNode {
  const entries = base.entries.map((entry) => {
    const value = get(over, entry.key);
    if (value === undefined) return entry;
    return {
      ...entry,
      value: entry.value.kind === 'map' && value.kind === 'map' ? merge(entry.value, value) : value,
    };
  });
  const known = new Set(base.entries.map((entry) => entry.key));
  return { ...over, entries: [...entries, ...over.entries.filter((entry) => !known.has(entry.key))] };
}
