import { escapeAttribute, escapeText } from './escape.js';
import type { AttributeNode, ContentNode, ElementNode, Fragment } from './node.js';
import { hasAttribute, hasElement, repeatedItems } from './presence.js';
import { type Value, valueText } from './value.js';

const noValues: readonly Value[] = [];

/**
 * @param fragment a record's document
 * @returns well-formed XML without a declaration, elements and attributes in the order of the record
 */
export function renderXml(fragment: Fragment): string {
  return nodesXml(fragment.nodes, noValues);
}

function nodesXml(nodes: readonly ContentNode[], values: readonly Value[]): string {
  let xml = '';
  for (const node of nodes) {
    switch (node.kind) {
      case 'element':
        xml += elementXml(node, values);
        break;
      case 'substitution':
        xml += valueXml(values[node.id]!);
        break;
      case 'instance':
        xml += nodesXml(node.template.nodes, node.values);
        break;
      case 'text':
      case 'instruction':
        xml += node.xml;
        break;
      default:
        node satisfies never;
    }
  }
  return xml;
}

function elementXml(element: ElementNode, values: readonly Value[]): string {
  if (!hasElement(element, values)) return '';
  let start = element.open;
  for (const attribute of element.attributes) {
    if (hasAttribute(attribute, values)) start += attributeXml(attribute, values);
  }
  const items = repeatedItems(element, values);
  if (items !== undefined) {
    return items.map((item) => `${start}>${valueXml(item)}${element.close}`).join('');
  }
  const content = nodesXml(element.children, values);
  return content === '' ? `${start}/>` : `${start}>${content}${element.close}`;
}

function attributeXml(attribute: AttributeNode, values: readonly Value[]): string {
  let xml = attribute.open;
  for (const part of attribute.parts) {
    xml += part.kind === 'text' ? part.xml : escapeAttribute(valueText(values[part.id]!));
  }
  return `${xml}"`;
}

function valueXml(value: Value): string {
  if (value.fragment !== undefined) return nodesXml(value.fragment.nodes, noValues);
  const text = valueText(value);
  return value.type.free ? escapeText(text) : text;
}
