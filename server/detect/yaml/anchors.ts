import type { Node } from './tree.js';
import { unusual } from './unusual.js';

/** Deeper ones could end beyond the full parser's limit. */
const deepestAlias = 10;

const anchor = /&([a-z_]+) *$/y;
const alias = /\*([a-z_]+)/y;

/**
 * @param end of the line
 * @returns name of the anchor of a node that begins in the next line, if one stands at a place
 */
export function anchorAt(text: string, at: number, end: number): string | undefined {
  if (text[at] !== '&') return undefined;
  anchor.lastIndex = 0;
  const name = anchor.exec(text.slice(at, end))?.[1];
  if (name === undefined) throw unusual;
  return name;
}

/** The anchors of a document (YAML 1.2.2, 6.9.2). */
export class Anchors {
  private readonly known = new Map<string, { node: Node; nodes: number }>();

  /** @param nodes how many there are in the node */
  set(name: string, node: Node, nodes: number): void {
    this.known.set(name, { node, nodes });
  }

  /**
   * Reads an alias.
   * @returns the node that it stands for, how many nodes that has, and where the line goes on
   * @throws unusual
   */
  read(text: string, at: number, end: number, depth: number): { node: Node; nodes: number; end: number } {
    alias.lastIndex = 0;
    const [written, name = ''] = alias.exec(text.slice(at, end)) ?? [''];
    const found = this.known.get(name);
    if (found === undefined || depth > deepestAlias) throw unusual;
    return { ...found, end: at + written.length };
  }
}
