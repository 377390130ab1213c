import { Cursor } from './cursor.js';
import { maxNameLength } from './limits.js';
import { Malformed } from './malformed.js';

/** XML 1.0 2.3 Name, without the supplementary planes, in which no provider names an element. */
const xmlName =
  /^[:A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff][-.\d:A-Z_a-z\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff]*$/;

/**
 * Reads a name. A chunk writes each name once, where it is first used, and later refers to that offset.
 * @param cursor at the name's offset; afterwards behind the name when it is written here
 * @param names the chunk's names by offset
 * @throws Malformed when the bytes there are not the name of an XML element or attribute
 */
export function readName(cursor: Cursor, names: Map<number, string>): string {
  const offset = cursor.u32();
  const inline = offset === cursor.at;
  let name = names.get(offset);
  if (name !== undefined && !inline) return name;
  const at = inline ? cursor : new Cursor(cursor.bytes, offset, cursor.bytes.length);
  at.skip(6); // offset of the next name in the hash bucket, and hash
  const length = at.u16();
  if (length > maxNameLength) throw new Malformed(offset, `name of ${length} characters`);
  name = at.text(length);
  at.skip(2); // terminating zero
  if (!xmlName.test(name)) throw new Malformed(offset, 'is not the name of an element or attribute');
  names.set(offset, name);
  return name;
}
