import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, parseAllDocuments } from 'yaml';
import type { FaultValues } from '../../contract/fault.js';
import type { Place, ProblemList } from '../problems.js';
import { readBlockStyle } from './block-style.js';
import { syntaxSentence } from './syntax-sentence.js';
import type { Entry, MapNode, Node } from './tree.js';

/** Depth and alias limits keep a hostile file ("billion laughs") from filling memory. */
const maxDepth = 40;
const maxNodes = 200_000;

/**
 * Reads all documents of a YAML 1.2 text (core schema, so `yes` and `0777` stay what the author wrote as far
 * as a scalar's `text` tells). Syntax errors are added to `problems`; documents without errors are returned.
 * @param text content of the file
 * @returns one tree per document that is well-formed and not empty, with its 1-based number in the file
 */
export function parseYaml(text: string, problems: ProblemList): { root: Node; number: number }[] {
  return readBlockStyle(text) ?? parseAnyYaml(text, problems);
}

/** The same by the full parser alone; parameters as for {@link parseYaml}. */
export function parseAnyYaml(text: string, problems: ProblemList): { root: Node; number: number }[] {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: counter, merge: true, version: '1.2' });
  const roots: { root: Node; number: number }[] = [];
  if (!Array.isArray(documents)) return roots;
  documents.forEach((document, index) => {
    if (document.errors.length > 0) {
      for (const error of document.errors) {
        const at = counter.linePos(error.pos[0]);
        const { message, values } = syntaxSentence(error);
        problems.error(
          { line: at.line, column: at.col },
          error.code === 'DUPLICATE_KEY' ? 'yaml-duplicate-key' : 'yaml-syntax',
          '',
          message,
          error.code === 'DUPLICATE_KEY' ? 'Give each key once.' : 'Correct the YAML at this place.',
          values,
        );
      }
      return;
    }
    const root = new Converter(document, counter, problems).convert();
    if (root !== undefined) roots.push({ root, number: index + 1 });
  });
  return roots;
}

/** More than is read of a document. */
class TooLarge extends Error {
  readonly values: FaultValues;

  constructor(message: string, values: FaultValues) {
    super(message);
    this.values = values;
  }
}

class Converter {
  private nodes = 0;
  private readonly document: Document.Parsed;
  private readonly counter: LineCounter;
  private readonly problems: ProblemList;

  constructor(document: Document.Parsed, counter: LineCounter, problems: ProblemList) {
    this.document = document;
    this.counter = counter;
    this.problems = problems;
  }

  convert(): Node | undefined {
    const { contents } = this.document;
    if (contents === null || (isScalar(contents) && contents.value === null)) return undefined;
    try {
      return this.node(contents, 0);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      const { message, values } = error;
      this.problems.error(this.place(contents), 'yaml-too-large', '', message, 'Split the file.', values);
      return undefined;
    }
  }

  private place(node: unknown): Place {
    const range = (node as { range?: [number, number, number] | null } | null)?.range;
    const at = this.counter.linePos(range?.[0] ?? 0);
    return { line: Math.max(1, at.line), column: Math.max(1, at.col) };
  }

  private node(node: unknown, depth: number): Node {
    if (depth > maxDepth) throw new TooLarge('Nested deeper than {levels} levels.', { levels: maxDepth });
    if (++this.nodes > maxNodes)
      throw new TooLarge('More than {most} values in one document.', { most: maxNodes });
    const place = this.place(node);
    if (isAlias(node)) {
      const target = node.resolve(this.document);
      return { ...this.node(target, depth + 1), place };
    }
    if (isMap(node)) return this.map(node.items, place, depth);
    if (isSeq(node)) {
      return { kind: 'list', place, items: node.items.map((item) => this.node(item, depth + 1)) };
    }
    if (!isScalar(node)) return { kind: 'scalar', place, value: null, text: '', plain: true };
    const { value, source } = node;
    const known = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    const text = source ?? (known ? String(value) : '');
    return { kind: 'scalar', place, value: known ? value : null, text, plain: node.type === 'PLAIN' };
  }

  private map(items: readonly { key: unknown; value: unknown }[], place: Place, depth: number): MapNode {
    const entries: Entry[] = [];
    const merged: Entry[] = [];
    for (const { key, value } of items) {
      const name = isScalar(key) ? (key.source ?? String(key.value)) : String(key);
      const converted = this.node(value, depth + 1);
      if (name === '<<') merged.push(...mergedEntries(converted));
      else entries.push({ key: name, place: this.place(key), value: converted });
    }
    const own = new Set(entries.map((entry) => entry.key));
    return { kind: 'map', place, entries: [...entries, ...merged.filter((entry) => !own.has(entry.key))] };
  }
}

function mergedEntries(node: Node): Entry[] {
  if (node.kind === 'map') return node.entries;
  if (node.kind === 'list') return node.items.flatMap(mergedEntries);
  return [];
}
