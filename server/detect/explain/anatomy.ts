import type { RuleInfo } from '../../contract/detection.js';
import { ProblemList } from '../problems.js';
import { applyActions } from '../sigma/collection.js';
import { type Condition, parseCondition } from '../sigma/condition.js';
import { parseSearchIdentifier } from '../sigma/detection.js';
import { parseItem, parseKeyword } from '../sigma/detection-item.js';
import type { Expression } from '../sigma/expression.js';
import type { Placeholders } from '../sigma/placeholders.js';
import { identifierEntries } from '../sigma/rule.js';
import { parseYaml } from '../yaml/parse.js';
import { type Entry, get, itemsOf, type Node, type ScalarNode, textOf } from '../yaml/tree.js';

/** One value of an item, as the rule has it. */
export interface ValuePart {
  text: string;
  expression: Expression;
}

/** One `field|modifier: values` of a rule; field null: keywords. */
export interface ItemPart {
  field: string | null;
  modifiers: string[];
  /** 1-based, in the rule's file. */
  line: number;
  expression: Expression;
  values: ValuePart[];
}

/** A search identifier: it holds where all items of one of its alternatives hold. */
export interface SelectionPart {
  name: string;
  line: number;
  expression: Expression;
  alternatives: ItemPart[][];
}

/** A detection rule taken apart, each part read by what reads the rule itself. */
export interface Anatomy {
  selections: SelectionPart[];
  /** One of them must hold. */
  conditions: { text: string; parsed: Condition; line: number }[];
}

/**
 * @param rule a detection rule without errors
 * @returns undefined when its text is not what the rule was read from
 */
export function anatomyOf(rule: RuleInfo, placeholders: Placeholders = {}): Anatomy | undefined {
  const problems = new ProblemList(rule.path);
  const documents = applyActions(parseYaml(rule.source, problems));
  const number = Number(/#(\d+)$/.exec(rule.path)?.[1] ?? Number.NaN);
  const root =
    documents.length === 1 ? documents[0]!.root : documents.find((each) => each.number === number)?.root;
  const detection = get(root, 'detection');
  const condition = get(detection, 'condition');
  if (detection?.kind !== 'map' || condition === undefined) return undefined;
  return {
    selections: identifierEntries(detection).map((entry) => selectionOf(entry, placeholders, problems)),
    conditions: itemsOf(condition).flatMap((node) => {
      const text = textOf(node);
      return text === undefined ? [] : [{ text, parsed: parseCondition(text), line: node.place.line }];
    }),
  };
}

function selectionOf(
  { key, place, value }: Entry,
  placeholders: Placeholders,
  problems: ProblemList,
): SelectionPart {
  return {
    name: key,
    line: place.line,
    expression: parseSearchIdentifier(value, key, placeholders, problems),
    alternatives: alternativesOf(value, placeholders, problems),
  };
}

function alternativesOf(node: Node, placeholders: Placeholders, problems: ProblemList): ItemPart[][] {
  if (node.kind === 'map') return [node.entries.map((entry) => itemOf(entry, placeholders, problems))];
  if (node.kind === 'scalar') return [[keywordsOf([node], problems)]];
  const keywords = node.items.filter((item) => item.kind === 'scalar');
  const maps = node.items.filter((item) => item.kind === 'map');
  return [
    ...maps.flatMap((map) => alternativesOf(map, placeholders, problems)),
    ...(keywords.length > 0 ? [[keywordsOf(keywords, problems)]] : []),
  ];
}

function itemOf(entry: Entry, placeholders: Placeholders, problems: ProblemList): ItemPart {
  const [field = '', ...modifiers] = entry.key.split('|').map((part) => part.trim());
  const scalars = itemsOf(entry.value).filter((node) => node.kind === 'scalar');
  const valuePart = (value: ScalarNode): ValuePart => ({
    text: value.value === null ? 'null' : value.text,
    expression: parseItem({ ...entry, value }, '', placeholders, problems),
  });
  return {
    field: field === '' ? null : field,
    modifiers,
    line: entry.place.line,
    expression: parseItem(entry, '', placeholders, problems),
    values: scalars.map(valuePart),
  };
}

function keywordsOf(nodes: readonly ScalarNode[], problems: ProblemList): ItemPart {
  const values = nodes.map((node) => ({ text: node.text, expression: parseKeyword(node, '', problems) }));
  return {
    field: null,
    modifiers: [],
    line: nodes[0]!.place.line,
    expression: { op: 'or', args: values.map(({ expression }) => expression) },
    values,
  };
}
