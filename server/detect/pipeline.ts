import type { RuleProblem } from '../contract/detection.js';
import { ProblemList } from './problems.js';
import { parseSearchIdentifier } from './sigma/detection.js';
import type { Expression } from './sigma/expression.js';
import { formatLogsource, type Logsource, parseLogsource } from './sigma/logsource.js';
import { parseYaml } from './yaml/parse.js';
import { get, itemsOf, type Node, textOf, textsOf } from './yaml/tree.js';

/** One place where the events of a log source are found. */
export interface PipelineRoute {
  /** Which events they are. */
  condition: Expression;
  /** Rule's field -> names in the event, in order of preference. */
  fields: ReadonlyMap<string, readonly string[]>;
  /** Rule's field -> value in lower case -> what stands in the event instead. */
  values: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  /** The source writes its field names with spaces where Sigma has none. */
  spaced: boolean;
}

/** A log source of Sigma and where its events are. */
export interface PipelineEntry {
  logsource: Logsource;
  routes: PipelineRoute[];
}

type FieldNames = PipelineRoute['fields'];

/**
 * Reads processing pipelines (`rules/pipelines/*.yaml`): a list `logsources` of `logsource` with either `routes`
 * or one route's attributes `when`, `fields`, `values`, `spaced_fields`. `when` is a Sigma search identifier;
 * `fields` at the top of the file hold for all routes in it.
 * @param sources files with path and text
 */
export function parsePipelines(sources: readonly { path: string; text: string }[]): {
  entries: PipelineEntry[];
  problems: RuleProblem[];
} {
  const entries: PipelineEntry[] = [];
  const problems: RuleProblem[] = [];
  for (const { path, text } of sources) {
    const list = new ProblemList(path);
    for (const { root } of parseYaml(text, list)) {
      const shared = readFields(get(root, 'fields'));
      const logsources = get(root, 'logsources');
      if (logsources?.kind !== 'list') {
        list.error(
          root.place,
          'pipeline-logsources',
          'logsources',
          'There is no list `logsources`.',
          'Add it.',
        );
        continue;
      }
      for (const item of logsources.items) entries.push(readEntry(item, shared, list));
    }
    problems.push(...list.items);
  }
  return { entries, problems };
}

function readEntry(item: Node, shared: FieldNames, problems: ProblemList): PipelineEntry {
  const logsource = parseLogsource(item, problems);
  const routes = get(item, 'routes');
  const nodes = routes === undefined ? [item] : itemsOf(routes);
  const where = `logsources.${formatLogsource(logsource)}`;
  return { logsource, routes: nodes.map((node) => readRoute(node, shared, where, problems)) };
}

function readRoute(node: Node, shared: FieldNames, where: string, problems: ProblemList): PipelineRoute {
  const when = get(node, 'when');
  if (when === undefined) {
    problems.error(node.place, 'pipeline-when', where, 'The route has no `when`.', 'Say which events it is.');
  }
  const values = new Map<string, ReadonlyMap<string, readonly string[]>>();
  const valueNode = get(node, 'values');
  for (const entry of valueNode?.kind === 'map' ? valueNode.entries : []) {
    values.set(entry.key, readFields(entry.value, true));
  }
  return {
    condition:
      when === undefined
        ? { op: 'constant', value: false }
        : parseSearchIdentifier(when, where, {}, problems),
    fields: new Map([...shared, ...readFields(get(node, 'fields'))]),
    values,
    spaced: textOf(get(node, 'spaced_fields')) === 'true',
  };
}

function readFields(node: Node | undefined, lower = false): Map<string, readonly string[]> {
  const entries = node?.kind === 'map' ? node.entries : [];
  return new Map(entries.map(({ key, value }) => [lower ? key.toLowerCase() : key, textsOf(value)]));
}
