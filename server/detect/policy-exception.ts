import type { RuleProblem } from '../contract/detection.js';
import type { PipelineEntry, PipelineRoute } from './pipeline.js';
import { ProblemList } from './problems.js';
import type { Reference, ResolvedCorrelation } from './resolve.js';
import { routesOf } from './routing.js';
import { type Expression, not } from './sigma/expression.js';
import { parseDetection } from './sigma/rule.js';
import { parseYaml } from './yaml/parse.js';
import { get, type Node, textOf } from './yaml/tree.js';

/** An exception, read and checked. */
export interface ParsedException {
  /** True for the events that are excepted; undefined when there are errors. */
  expression: Expression | undefined;
  problems: RuleProblem[];
}

/**
 * Reads an exception: search identifiers with a condition, alone or below `detection`, that describe the events to
 * except; or a Sigma filter, whose condition (Sigma 2.1, filters specification) describes those that stay.
 * @param text YAML
 * @param path name for the problems
 */
export function parseException(text: string, path: string): ParsedException {
  const problems = new ProblemList(path);
  const documents = parseYaml(text, problems);
  const root = documents[0]?.root;
  if (problems.failed) return { expression: undefined, problems: problems.items };
  if (root?.kind !== 'map' || documents.length > 1) {
    const hint = 'Write search identifiers and a condition, as below `detection` of a rule.';
    const message = documents.length > 1 ? 'There are several documents.' : 'There is no exception.';
    problems.error({ line: 1, column: 1 }, 'exception-form', '', message, hint);
    return { expression: undefined, problems: problems.items };
  }
  const expression = expressionOf(root, problems);
  return { expression: problems.failed ? undefined : expression, problems: problems.items };
}

function expressionOf(root: Node, problems: ProblemList): Expression {
  const filter = get(root, 'filter');
  if (filter !== undefined) return not(parseDetection(filter, root, 'filter', {}, problems, ['rules']));
  const detection = get(root, 'detection') ?? root;
  const condition = get(detection, 'condition');
  if (condition !== undefined && /^\s*not\b/i.test(textOf(condition) ?? '')) {
    problems.warn(
      condition.place,
      'exception-broad',
      'detection.condition',
      'Nearly every event is excepted: all for which the condition is true, and it begins with `not`.',
      'Describe the events that are to be excepted.',
    );
  }
  return parseDetection(detection, root, 'detection', {}, problems);
}

/**
 * @returns where the rule's events are, or for a correlation those of all rules that feed it: with these an
 * exception may use the same field names as the rule
 */
export function routesOfReference(
  reference: Reference,
  pipelines: readonly PipelineEntry[],
  correlations: readonly ResolvedCorrelation[],
): PipelineRoute[] {
  if (reference.kind === 'rule') return routesOf(reference.rule.logsource, pipelines);
  const inner = correlations.find(({ rule }) => rule === reference.rule)?.references ?? [];
  return [...new Set(inner.flatMap((each) => routesOfReference(each, pipelines, correlations)))];
}
