import type { ProblemList } from '../problems.js';
import { get, type Node, textOf } from '../yaml/tree.js';

/** Attributes that route a rule; all are lower case. */
export interface Logsource {
  product?: string;
  category?: string;
  service?: string;
}

const attributes = ['product', 'category', 'service'] as const;

/**
 * Reads `logsource` (Sigma 2.1, "LogSource"). `definition` and further keys are for readers.
 * @param root the rule document
 */
export function parseLogsource(root: Node, problems: ProblemList): Logsource {
  const node = get(root, 'logsource');
  const logsource: Logsource = {};
  if (node?.kind !== 'map') {
    problems.error(
      node?.place ?? root.place,
      'logsource-missing',
      'logsource',
      'The rule names no log source.',
      'Add `logsource` with `product`, `category` or `service`.',
    );
    return logsource;
  }
  for (const name of attributes) {
    const text = textOf(get(node, name));
    if (text !== undefined && text !== '') logsource[name] = text.toLowerCase();
  }
  if (Object.keys(logsource).length === 0) {
    problems.error(
      node.place,
      'logsource-empty',
      'logsource',
      'The log source has none of product, category and service.',
      'Name at least one of them.',
    );
  }
  return logsource;
}

/** @returns whether every attribute of `general` has the same value in `special` */
export function includes(general: Logsource, special: Logsource): boolean {
  return attributes.every((name) => general[name] === undefined || general[name] === special[name]);
}

/** @returns how many attributes are given */
export function specificity(logsource: Logsource): number {
  return attributes.filter((name) => logsource[name] !== undefined).length;
}

/** @returns such as `windows/process_creation/-`, for keys and messages */
export function formatLogsource(logsource: Logsource): string {
  return attributes.map((name) => logsource[name] ?? '-').join('/');
}
