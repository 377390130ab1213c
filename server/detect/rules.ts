import type { RuleInfo, RuleProblem } from '../contract/detection.js';
import { type PipelineEntry, parsePipelines } from './pipeline.js';
import { ProblemList } from './problems.js';
import { type ResolvedCorrelation, resolveCorrelations } from './resolve.js';
import { applyActions } from './sigma/collection.js';
import { type Experimental, parseCorrelation, type SigmaCorrelation } from './sigma/correlation.js';
import { applyFilter, parseFilter, type SigmaFilter } from './sigma/filter.js';
import type { Placeholders } from './sigma/placeholders.js';
import { parseRule, type SigmaRule } from './sigma/rule.js';
import { parseYaml } from './yaml/parse.js';
import { get, type Node } from './yaml/tree.js';

/** A rule file, or a file inside an archive (`archive.zip!inner/path.yml`). */
export interface RuleSource {
  path: string;
  text: string;
  /** Set and only tenant of its rules, where they have one. */
  set?: string;
  tenant?: string;
}

export interface LoadOptions {
  /** Values of placeholders for the modifier `expand`, by name without percent signs. */
  placeholders?: Placeholders;
  /** Files that say where log sources are found; {@link loadRuleSet} gives those of `rules/pipelines`. */
  pipelines?: readonly RuleSource[];
  /** What is not yet part of Sigma; off unless said. */
  experimental?: Experimental;
}

/** A checked rule set, ready for `createEngine`. */
export interface LoadedRules {
  rules: SigmaRule[];
  /** Inner ones before those that refer to them. */
  correlations: ResolvedCorrelation[];
  /** Rules and correlations, as users see them. */
  infos: RuleInfo[];
  /** All problems of all files; a rule with an error is left out, the others are not affected. */
  problems: RuleProblem[];
  pipelines: PipelineEntry[];
}

interface Collected {
  rules: { rule: SigmaRule; problems: ProblemList; root: Node }[];
  correlations: { correlation: SigmaCorrelation; problems: ProblemList; root: Node }[];
  filters: { filter: SigmaFilter; problems: ProblemList; root: Node }[];
  lists: ProblemList[];
}

/**
 * Reads rules, correlations and filters (Sigma 2.1). Never throws for what is wrong in a file.
 * @param sources in order; a second rule with an id already taken is refused
 */
export function loadRules(sources: readonly RuleSource[], options: LoadOptions = {}): LoadedRules {
  const collected: Collected = { rules: [], correlations: [], filters: [], lists: [] };
  for (const source of sources) readSource(source, options, collected);
  refuseDuplicates(collected);
  const rules = collected.rules.filter(({ problems }) => !problems.failed).map(({ rule }) => rule);
  for (const { filter, problems, root } of collected.filters) {
    if (problems.failed) continue;
    for (const name of applyFilter(filter, rules)) {
      const message =
        filter.tenant === undefined
          ? "There is no rule `{name}` of the filter's log source."
          : "There is no rule `{name}` of the filter's log source among the tenant's own.";
      const hint =
        filter.tenant === undefined
          ? 'Correct the id or the log source.'
          : 'Correct the id or the log source; for a rule that all tenants share make an exception.';
      problems.warn(root.place, 'filter-reference', 'filter.rules', message, hint, { name });
    }
  }
  const correlations = resolveCorrelations(
    rules,
    collected.correlations.filter(({ problems }) => !problems.failed),
  );
  const pipelines = parsePipelines(options.pipelines ?? []);
  return {
    rules,
    correlations,
    infos: [...rules.map((rule) => rule.info), ...correlations.map(({ rule }) => rule.info)],
    problems: [...pipelines.problems, ...collected.lists.flatMap((list) => list.items)],
    pipelines: pipelines.entries,
  };
}

function readSource(source: RuleSource, options: LoadOptions, collected: Collected): void {
  const placeholders = options.placeholders ?? {};
  const syntax = new ProblemList(source.path);
  collected.lists.push(syntax);
  const documents = parseYaml(source.text, syntax);
  const several = documents.length > 1;
  for (const { root, number } of applyActions(documents)) {
    const problems = new ProblemList(source.path);
    collected.lists.push(problems);
    const { text, path, set, tenant } = source;
    const origin = {
      path: several ? `${path}#${number}` : path,
      source: text,
      ...(set === undefined ? {} : { set }),
      ...(tenant === undefined ? {} : { tenant }),
    };
    if (get(root, 'correlation') !== undefined) {
      const correlation = parseCorrelation(root, origin, problems, options.experimental);
      collected.correlations.push({ correlation, problems, root });
    } else if (get(root, 'filter') !== undefined) {
      const filter = parseFilter(root, tenant, placeholders, problems);
      collected.filters.push({ filter, problems, root });
    } else if (root.kind === 'map' && (get(root, 'detection') ?? get(root, 'title')) !== undefined) {
      collected.rules.push({ rule: parseRule(root, origin, placeholders, problems), problems, root });
    } else {
      const hint = 'A rule has `title`, `logsource` and `detection`.';
      problems.error(root.place, 'not-a-rule', '', 'The document is no Sigma rule.', hint);
    }
  }
}

/** Ids and names are what users and correlations refer to: each may be given once. */
function refuseDuplicates({ rules, correlations }: Collected): void {
  const taken = new Map<string, string>();
  const all = [
    ...rules.map(({ rule, problems, root }) => ({ info: rule.info, name: rule.name, problems, root })),
    ...correlations.map(({ correlation, problems, root }) => ({
      info: correlation.info,
      name: correlation.name,
      problems,
      root,
    })),
  ];
  for (const { info, name, problems, root } of all) {
    if (problems.failed) continue;
    for (const [key, text] of [
      ['id', info.id],
      ['name', name],
    ] as const) {
      if (text === undefined || (key === 'name' && text === info.id)) continue;
      const other = taken.get(text);
      if (other !== undefined) {
        const place = get(root, key)?.place ?? root.place;
        const message =
          key === 'id'
            ? 'The id `{text}` is already taken by {other}.'
            : 'The name `{text}` is already taken by {other}.';
        const hint = 'Give each rule its own.';
        problems.error(place, `${key}-duplicate`, key, message, hint, { text, other });
      }
      taken.set(text, info.path);
    }
  }
}
