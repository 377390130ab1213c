import { readCdata, readCharacterData, readInstruction } from './character-data.js';
import type { Cursor } from './cursor.js';
import { escapeAttribute } from './escape.js';
import { maxElementDepth } from './limits.js';
import { Malformed } from './malformed.js';
import { readName } from './name.js';
import type { AttributeNode, ContentNode, ElementNode, SubstitutionNode, TextNode } from './node.js';
import { moreFlag, noDependency, token } from './tokens.js';

/**
 * Reads an element with all it contains, [MS-EVEN6] 2.2.12 Element.
 * @param start the open-start-element token; the cursor stands behind it
 * @param names the chunk's names by offset
 * @param dependencies whether elements carry a dependency id: not in a value of type BinXML
 * @param depth elements around this one
 * @throws Malformed
 */
export function readElement(
  start: number,
  cursor: Cursor,
  names: Map<number, string>,
  dependencies: boolean,
  depth: number,
): ElementNode {
  if (depth >= maxElementDepth) throw new Malformed(cursor.at, 'elements are nested too deep');
  const dependency = dependencies ? cursor.u16() : noDependency;
  cursor.skip(4); // the element's length, which its tokens repeat
  const name = readName(cursor, names);
  const attributes = (start & moreFlag) === 0 ? [] : readAttributes(cursor, names);
  const at = cursor.at;
  const close = cursor.u8();
  let children: ContentNode[] = [];
  if (close === token.closeStartElement) children = readContent(cursor, names, dependencies, depth);
  else if (close !== token.closeEmptyElement) throw new Malformed(at, `start tag is not closed`);
  return makeElement(name, attributes, children, dependency);
}

function readAttributes(cursor: Cursor, names: Map<number, string>): AttributeNode[] {
  const attributes: AttributeNode[] = [];
  const end = cursor.skip(4) + 4; // the list's length, which its tokens repeat
  for (let more = true; more; ) {
    const code = cursor.u8();
    if ((code & ~moreFlag) !== token.attribute) throw new Malformed(end, 'attribute expected');
    more = (code & moreFlag) !== 0;
    const name = readName(cursor, names);
    if (attributes.some((other) => other.name === name)) throw new Malformed(end, 'attribute occurs twice');
    attributes.push({ name, parts: readParts(cursor, names), open: ` ${name}="` });
  }
  return attributes;
}

function readParts(cursor: Cursor, names: Map<number, string>): (TextNode | SubstitutionNode)[] {
  const parts: (TextNode | SubstitutionNode)[] = [];
  while (cursor.at < cursor.end) {
    const at = cursor.at;
    const part = readCharacterData(cursor.u8() & ~moreFlag, cursor, names);
    if (part === undefined) {
      cursor.at = at;
      break;
    }
    parts.push(part.kind === 'text' ? { ...part, xml: escapeAttribute(part.text) } : part);
  }
  return parts;
}

function readContent(
  cursor: Cursor,
  names: Map<number, string>,
  dependencies: boolean,
  depth: number,
): ContentNode[] {
  const nodes: ContentNode[] = [];
  for (;;) {
    const at = cursor.at;
    const start = cursor.u8();
    const code = start & ~moreFlag;
    if (code === token.endElement) return nodes;
    if (code === token.openStartElement) {
      nodes.push(readElement(start, cursor, names, dependencies, depth + 1));
    } else if (code === token.cdata) nodes.push(readCdata(cursor));
    else if (code === token.instructionTarget) nodes.push(readInstruction(cursor, names));
    else {
      const data = readCharacterData(code, cursor, names);
      if (data === undefined) throw new Malformed(at, `token 0x${start.toString(16)} in an element`);
      nodes.push(data);
    }
  }
}

function makeElement(
  name: string,
  attributes: AttributeNode[],
  children: ContentNode[],
  dependency: number,
): ElementNode {
  const required = dependency === noDependency ? [] : [dependency];
  for (const child of children) {
    if (child.kind === 'substitution' && child.optional && child.id !== dependency) required.push(child.id);
  }
  const only = children.length === 1 ? children[0] : undefined;
  return {
    kind: 'element',
    name,
    attributes,
    children,
    required,
    sole: only?.kind === 'substitution' ? only.id : -1,
    namedData: isNamedData(name, attributes),
    tagWeight: tagWeight(name, attributes),
    open: `<${name}`,
    close: `</${name}>`,
  };
}

function isNamedData(name: string, attributes: AttributeNode[]): boolean {
  return name === 'Data' && attributes.length === 1 && attributes[0]!.name === 'Name';
}

function tagWeight(name: string, attributes: AttributeNode[]): number {
  let weight = 6 + 2 * name.length;
  for (const attribute of attributes) {
    weight += 5 + attribute.name.length;
    for (const part of attribute.parts) weight += part.kind === 'text' ? 1 + 6 * part.text.length : 1;
  }
  return weight;
}
