import type { Place } from '../problems.js';

/** A YAML document with the place of every node; aliases and merges are resolved. */
export type Node = MapNode | ListNode | ScalarNode;

export interface MapNode {
  kind: 'map';
  place: Place;
  entries: Entry[];
}

export interface Entry {
  key: string;
  place: Place;
  value: Node;
}

export interface ListNode {
  kind: 'list';
  place: Place;
  items: Node[];
}

export interface ScalarNode {
  kind: 'scalar';
  place: Place;
  value: string | number | boolean | null;
  /** The text as written, without quotes. */
  text: string;
  /** Written without quotes: `value` may be a number, boolean or null. */
  plain: boolean;
}

/** @returns the value under `key`, or undefined where the node is no map or has no such key */
export function get(node: Node | undefined, key: string): Node | undefined {
  if (node?.kind !== 'map') return undefined;
  return node.entries.find((entry) => entry.key === key)?.value;
}

/** @returns the text of a scalar that is not null; numbers and booleans as they were written */
export function textOf(node: Node | undefined): string | undefined {
  if (node?.kind !== 'scalar' || node.value === null) return undefined;
  return typeof node.value === 'string' ? node.value : node.text;
}

/** @returns the texts of a list of scalars, or of one scalar; what is no scalar is left out */
export function textsOf(node: Node | undefined): string[] {
  if (node === undefined) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.map(textOf).filter((text) => text !== undefined);
}

/** @returns the items of a list, or the node itself as the only one */
export function itemsOf(node: Node): Node[] {
  return node.kind === 'list' ? node.items : [node];
}
