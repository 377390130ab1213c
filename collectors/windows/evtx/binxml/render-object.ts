import type { AttributeNode, ContentNode, ElementNode, Fragment } from './node.js';
import { hasAttribute, hasElement, repeatedItems } from './presence.js';
import { type Scalar, type Value, valueScalar, valueText } from './value.js';

/** What an element becomes: its text, or an object when it has attributes or elements. */
export type EventValue = Scalar | EventObject | EventValue[];
export interface EventObject {
  [name: string]: EventValue;
}

const noValues: readonly Value[] = [];

/**
 * Renders a document as JSON in the form that tools for Windows event logs share: `{"Event": {"System": ...,
 * "EventData": {"<Name>": value}}}`; attributes are in `#attributes`, text beside attributes or elements in `#text`;
 * an element without content is null; what occurs more than once is an array.
 * @param fragment a record's document
 */
export function renderObject(fragment: Fragment): EventObject {
  const content = new Content();
  content.addNodes(fragment.nodes, noValues);
  return content.elements ?? {};
}

/** What stands in one element. */
class Content {
  elements: EventObject | undefined;
  text: Scalar | undefined;

  addNodes(nodes: readonly ContentNode[], values: readonly Value[]): void {
    for (const node of nodes) {
      switch (node.kind) {
        case 'element':
          this.#addElement(node, values);
          break;
        case 'substitution':
          this.#addValue(values[node.id]!);
          break;
        case 'instance':
          this.addNodes(node.template.nodes, node.values);
          break;
        case 'text':
          this.#addText(node.text);
          break;
        case 'instruction':
          break;
        default:
          node satisfies never;
      }
    }
  }

  #addValue(value: Value): void {
    if (value.fragment !== undefined) this.addNodes(value.fragment.nodes, noValues);
    else this.#addText(valueScalar(value));
  }

  #addText(text: Scalar): void {
    this.text = this.text === undefined || this.text === null ? text : `${this.text}${text ?? ''}`;
  }

  #addElement(element: ElementNode, values: readonly Value[]): void {
    if (!hasElement(element, values)) return;
    this.elements ??= {};
    const items = repeatedItems(element, values);
    if (items === undefined) {
      const content = new Content();
      content.addNodes(element.children, values);
      addNamed(this.elements, element, values, content);
      return;
    }
    for (const item of items) {
      const content = new Content();
      content.#addText(valueScalar(item));
      addNamed(this.elements, element, values, content);
    }
  }
}

function addNamed(
  target: EventObject,
  element: ElementNode,
  values: readonly Value[],
  content: Content,
): void {
  if (element.namedData && content.elements === undefined) {
    add(target, String(attributeValue(element.attributes[0]!, values)), content.text ?? null);
    return;
  }
  const attributes = attributeObject(element.attributes, values);
  if (attributes === undefined && content.elements === undefined) {
    add(target, element.name, content.text ?? null);
    return;
  }
  const object: EventObject = attributes === undefined ? {} : { '#attributes': attributes };
  for (const [name, value] of Object.entries(content.elements ?? {})) add(object, name, value);
  if (content.text !== undefined && content.text !== null && content.text !== '')
    object['#text'] = content.text;
  add(target, element.name, object);
}

function attributeObject(
  attributes: readonly AttributeNode[],
  values: readonly Value[],
): EventObject | undefined {
  let object: EventObject | undefined;
  for (const attribute of attributes) {
    if (!hasAttribute(attribute, values)) continue;
    object ??= {};
    add(object, attribute.name, attributeValue(attribute, values));
  }
  return object;
}

function attributeValue(attribute: AttributeNode, values: readonly Value[]): Scalar {
  const [part, more] = attribute.parts;
  if (part?.kind === 'substitution' && more === undefined) return valueScalar(values[part.id]!);
  let text = '';
  for (const each of attribute.parts) {
    text += each.kind === 'text' ? each.text : valueText(values[each.id]!);
  }
  return text;
}

function add(target: EventObject, name: string, value: EventValue): void {
  if (name === '__proto__') {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  } else if (!Object.hasOwn(target, name)) target[name] = value;
  else {
    const before = target[name]!;
    if (Array.isArray(before)) before.push(value);
    else target[name] = [before, value];
  }
}
