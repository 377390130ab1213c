import type { AttributeNode, ElementNode } from './node.js';
import { isNull, type Value } from './value.js';

/**
 * @returns whether the element is in the document: each value that its dependency id or an optional substitution
 * directly in it names is there, [MS-EVEN6] 3.1.4.7.2
 */
export function hasElement(element: ElementNode, values: readonly Value[]): boolean {
  for (const id of element.required) if (isNull(values[id])) return false;
  return true;
}

/** @returns whether the attribute is in the document, by the same rule */
export function hasAttribute(attribute: AttributeNode, values: readonly Value[]): boolean {
  for (const part of attribute.parts) {
    if (part.kind === 'substitution' && part.optional && isNull(values[part.id])) return false;
  }
  return true;
}

/** @returns the items of the array that repeats the element, [MS-EVEN6] 3.1.4.7.5; undefined when nothing does */
export function repeatedItems(element: ElementNode, values: readonly Value[]): readonly Value[] | undefined {
  return element.sole < 0 ? undefined : values[element.sole]?.items;
}
