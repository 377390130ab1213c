import { readInstruction } from './character-data.js';
import { Cursor } from './cursor.js';
import { readElement } from './element.js';
import { maxFragmentDepth, maxTemplatePasses } from './limits.js';
import { Malformed } from './malformed.js';
import type { ContentNode, Fragment, InstanceNode } from './node.js';
import { TemplateCache } from './template-cache.js';
import { moreFlag, token } from './tokens.js';
import { makeValue, type Value } from './value.js';
import { depthOf, makeFragment, weigh } from './weight.js';

const templateHeaderBytes = 24;
const noValues: readonly Value[] = [];

/** Reads the BinXML of one chunk; records of a chunk share names and templates. */
export class BinXmlReader {
  readonly #bytes: Buffer;
  readonly #names = new Map<number, string>();
  readonly #templates = new TemplateCache();
  #templateBytes = 0;

  /** @param bytes the chunk, from its header on: BinXML refers to names and templates by offset in it */
  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /**
   * @param at offset of a record's BinXML in the chunk
   * @param end offset after it
   * @throws Malformed
   */
  readDocument(at: number, end: number): Fragment {
    const { fragment } = this.#fragment(new Cursor(this.#bytes, at, end), true, 0);
    return fragment;
  }

  /** [MS-EVEN6] 2.2.12 Fragment; substitutions in it belong to the template when `template` is set. */
  #fragment(
    cursor: Cursor,
    dependencies: boolean,
    depth: number,
    template = false,
  ): { fragment: Fragment; weight: number } {
    const at = cursor.at;
    if (depth > maxFragmentDepth) throw new Malformed(at, 'fragments are nested too deep');
    const nodes: ContentNode[] = [];
    while (cursor.at < cursor.end) {
      const start = cursor.u8();
      const code = start & ~moreFlag;
      if (code === token.endOfFragment) break;
      if (code === token.fragmentHeader) cursor.skip(3);
      else if (code === token.openStartElement) {
        nodes.push(readElement(start, cursor, this.#names, dependencies, 0));
      } else if (code === token.templateInstance) nodes.push(this.#instance(cursor, depth));
      else if (code === token.instructionTarget) nodes.push(readInstruction(cursor, this.#names));
      else throw new Malformed(cursor.at - 1, `token 0x${start.toString(16)} in a fragment`);
    }
    const fragment = makeFragment(nodes, at);
    return { fragment, weight: template ? fragment.fixedWeight : weigh(fragment, noValues, at) };
  }

  #instance(cursor: Cursor, depth: number): InstanceNode {
    const at = cursor.skip(1);
    const id = cursor.u32();
    const offset = cursor.u32();
    if (offset === cursor.at) cursor.skip(templateHeaderBytes + this.#templateSize(offset));
    const template = this.#templates.get(offset, () => this.#template(offset, depth));
    if (this.#bytes.readUInt32LE(offset + 4) !== id) throw new Malformed(at, 'refers to another template');
    const values = this.#values(cursor, depth);
    const weight = weigh(template, values, at);
    return { kind: 'instance', template, values, weight, depth: depthOf(template, values) };
  }

  #templateSize(offset: number): number {
    if (offset + templateHeaderBytes > this.#bytes.length) {
      throw new Malformed(offset, 'template lies outside the chunk');
    }
    return this.#bytes.readUInt32LE(offset + templateHeaderBytes - 4);
  }

  #template(offset: number, depth: number): Fragment {
    const at = offset + templateHeaderBytes;
    const cursor = new Cursor(this.#bytes, at, at + this.#templateSize(offset));
    if (this.#templateBytes > maxTemplatePasses * this.#bytes.length) {
      throw new Malformed(offset, 'templates of the chunk overlap');
    }
    try {
      return this.#fragment(cursor, true, depth + 1, true).fragment;
    } finally {
      this.#templateBytes += cursor.at - at;
    }
  }

  #values(cursor: Cursor, depth: number): Value[] {
    const count = cursor.u32();
    let descriptor = cursor.skip(4 * count);
    const values: Value[] = [];
    for (let n = 0; n < count; n++, descriptor += 4) {
      const size = this.#bytes.readUInt16LE(descriptor);
      const at = cursor.skip(size);
      values.push(
        makeValue(this.#bytes[descriptor + 2]!, this.#bytes, at, size, (from, to) =>
          this.#fragment(new Cursor(this.#bytes, from, to), false, depth + 1),
        ),
      );
    }
    return values;
  }
}
