import { maxRenderDepth, maxWeight } from './limits.js';
import { Malformed } from './malformed.js';
import type { ContentNode, ElementNode, Fragment, Slot } from './node.js';
import type { Value } from './value.js';

/**
 * Makes a fragment of parsed nodes and adds up what it renders to at most, so that rendering later is known to end.
 * @param at offset in the chunk, for the error
 * @throws Malformed when the fixed part alone is beyond the limit
 */
export function makeFragment(nodes: ContentNode[], at: number): Fragment {
  const fragment: Fragment = { nodes, fixedWeight: 1, depth: 1, slots: [] };
  addNodes(nodes, fragment, 1);
  if (fragment.fixedWeight > maxWeight)
    throw new Malformed(at, 'renders to more text than a record can hold');
  if (fragment.depth > maxRenderDepth) throw new Malformed(at, 'is nested too deep');
  return fragment;
}

/**
 * @param fragment a template's definition or a fragment without substitutions
 * @param values what fills the slots
 * @param at offset in the chunk, for the error
 * @returns bound of the rendered size, characters
 * @throws Malformed when a slot has no value or the bound is beyond the limit
 */
export function weigh(fragment: Fragment, values: readonly Value[], at: number): number {
  let weight = fragment.fixedWeight;
  for (const slot of fragment.slots) {
    const value = values[slot.id];
    if (value === undefined) throw new Malformed(at, `substitution ${slot.id} has no value`);
    weight += value.weight;
    if (slot.repeats !== undefined && value.items !== undefined) {
      weight += value.items.length * repeatedWeight(slot.repeats, values);
    }
  }
  if (weight > maxWeight) throw new Malformed(at, 'renders to more text than a record can hold');
  return weight;
}

function repeatedWeight(element: ElementNode, values: readonly Value[]): number {
  let weight = element.tagWeight;
  for (const attribute of element.attributes) {
    for (const part of attribute.parts) {
      if (part.kind === 'substitution') weight += values[part.id]?.weight ?? 0;
    }
  }
  return weight;
}

/** @returns levels that rendering the fragment with these values descends at most */
export function depthOf(fragment: Fragment, values: readonly Value[]): number {
  let deepest = 0;
  for (const value of values) {
    if (value.fragment !== undefined && value.fragment.depth > deepest) deepest = value.fragment.depth;
  }
  return fragment.depth + deepest;
}

function addNodes(nodes: readonly ContentNode[], fragment: Fragment, level: number): void {
  if (level > fragment.depth) fragment.depth = level;
  for (const node of nodes) {
    switch (node.kind) {
      case 'text':
        fragment.fixedWeight += 1 + 6 * node.text.length;
        break;
      case 'instruction':
        fragment.fixedWeight += 1 + node.xml.length;
        break;
      case 'substitution':
        addSlot({ id: node.id, repeats: undefined }, fragment);
        break;
      case 'instance':
        fragment.fixedWeight += 1 + node.weight;
        fragment.depth = Math.max(fragment.depth, level + node.depth);
        break;
      case 'element':
        addElement(node, fragment, level);
        break;
      default:
        node satisfies never;
    }
  }
}

function addElement(element: ElementNode, fragment: Fragment, level: number): void {
  fragment.fixedWeight += element.tagWeight;
  for (const attribute of element.attributes) {
    for (const part of attribute.parts) {
      if (part.kind === 'substitution') addSlot({ id: part.id, repeats: undefined }, fragment);
    }
  }
  if (element.sole >= 0) addSlot({ id: element.sole, repeats: element }, fragment);
  else addNodes(element.children, fragment, level + 1);
}

function addSlot(slot: Slot, fragment: Fragment): void {
  fragment.fixedWeight += 1;
  fragment.slots.push(slot);
}
