import type { Cursor } from './cursor.js';
import { escapeText } from './escape.js';
import { Malformed } from './malformed.js';
import { readName } from './name.js';
import type { InstructionNode, SubstitutionNode, TextNode } from './node.js';
import { token } from './tokens.js';
import { valueTypes } from './value-types.js';

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const stringType = 0x01;

const textNode = (text: string): TextNode => ({ kind: 'text', text, xml: escapeText(text) });

/**
 * Reads what can stand in an element and in an attribute value alike.
 * @param code token without the more-flag; the cursor stands behind it
 * @returns undefined when the token is none of those
 * @throws Malformed
 */
export function readCharacterData(
  code: number,
  cursor: Cursor,
  names: Map<number, string>,
): TextNode | SubstitutionNode | undefined {
  switch (code) {
    case token.value:
      return readText(cursor);
    case token.characterReference:
      return textNode(String.fromCharCode(cursor.u16()));
    case token.entityReference:
      return readEntity(cursor, names);
    case token.substitution:
    case token.optionalSubstitution:
      return readSubstitution(code === token.optionalSubstitution, cursor);
    default:
      return undefined;
  }
}

/** @returns a CDATA section as text: what it says is the same */
export function readCdata(cursor: Cursor): TextNode {
  return textNode(cursor.text(cursor.u16()));
}

/** @throws Malformed when the target's data does not follow or would end the instruction early */
export function readInstruction(cursor: Cursor, names: Map<number, string>): InstructionNode {
  const at = cursor.at;
  const target = readName(cursor, names);
  if (cursor.u8() !== token.instructionData) throw new Malformed(at, 'processing instruction has no data');
  const data = cursor.text(cursor.u16());
  if (
    target.toLowerCase() === 'xml' ||
    data.includes('?>') ||
    escapeText(data) !== data.replace(/[&<>]/g, escapeText)
  ) {
    throw new Malformed(at, 'processing instruction is not well-formed');
  }
  return { kind: 'instruction', xml: `<?${target} ${data}?>` };
}

function readText(cursor: Cursor): TextNode {
  const at = cursor.at;
  const type = cursor.u8();
  if (type !== stringType) throw new Malformed(at, `text of value type 0x${type.toString(16)}`);
  return textNode(cursor.text(cursor.u16()));
}

function readEntity(cursor: Cursor, names: Map<number, string>): TextNode {
  const at = cursor.at;
  const name = readName(cursor, names);
  const text = entities[name];
  if (text === undefined) throw new Malformed(at, 'refers to an entity that XML does not define');
  return textNode(text);
}

function readSubstitution(optional: boolean, cursor: Cursor): SubstitutionNode {
  const at = cursor.at;
  const id = cursor.u16();
  if (valueTypes[cursor.u8() & 0x7f] === undefined)
    throw new Malformed(at, 'substitution of an unknown type');
  return { kind: 'substitution', id, optional };
}
