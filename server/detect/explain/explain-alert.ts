import type { AlertReasons, ReasonCorrelation } from '../../contract/alert-reason.js';
import type { RuleInfo } from '../../contract/detection.js';
import type { Event } from '../../contract/event.js';
import { filePath, withNeededRules } from '../needed-rules.js';
import type { Reference, ResolvedCorrelation } from '../resolve.js';
import { type LoadedRules, loadRules, type RuleSource } from '../rules.js';
import type { SigmaRule } from '../sigma/rule.js';
import { type Explain, explainerOf } from './explain.js';

/** A rule, or a correlation with the rules that feed it, made ready to tell why. */
export interface AlertExplainer {
  /** @param events of one alert, oldest first */
  explain(events: readonly Event[]): AlertReasons;
}

/**
 * @param known all rules of the tenant
 * @param filters files with Sigma filters
 * @param pipelines log source pipelines as text
 */
export function alertExplainer(
  info: RuleInfo,
  known: readonly RuleInfo[],
  { filters, pipelines }: { filters: readonly RuleSource[]; pipelines: readonly RuleSource[] },
): AlertExplainer {
  const needed = withNeededRules(
    {
      path: filePath(info),
      text: info.source,
      ...(info.tenant === undefined ? {} : { tenant: info.tenant }),
    },
    known,
  );
  const paths = new Set(needed.map(({ path }) => path));
  const sources = [...needed, ...filters.filter(({ path }) => !paths.has(path))];
  const loaded = loadRules(sources, { pipelines });
  const correlation = loaded.correlations.find(({ rule }) => rule.info.id === info.id);
  const rules =
    correlation === undefined
      ? loaded.rules.filter((rule) => rule.info.id === info.id)
      : [...fed(correlation, loaded)];
  const explainers = rules.map((rule) => explainerOf(rule, loaded));
  return { explain: (events) => explainAll(events, info, rules, explainers, correlation) };
}

/** The detection rules that feed a correlation, through others, too. */
function fed({ references }: ResolvedCorrelation, loaded: LoadedRules): Set<SigmaRule> {
  const rules = references.flatMap((reference: Reference): SigmaRule[] => {
    if (reference.kind === 'rule') return [reference.rule];
    const inner = loaded.correlations.find(({ rule }) => rule === reference.rule);
    return inner === undefined ? [] : [...fed(inner, loaded)];
  });
  return new Set(rules);
}

function explainAll(
  events: readonly Event[],
  info: RuleInfo,
  rules: readonly SigmaRule[],
  explainers: readonly Explain[],
  correlation: ResolvedCorrelation | undefined,
): AlertReasons {
  const explained = events.map((event) => {
    const reasons = explainers.map((explain) => explain(event));
    return {
      event: event.id,
      reasons: correlation === undefined ? reasons : reasons.filter(({ matches }) => matches),
    };
  });
  const own = new Set(rules.filter((rule) => rule.info.source === info.source).map((rule) => rule.info.id));
  return {
    source: info.source,
    path: info.path,
    lines: linesOf(explained.flatMap(({ reasons }) => reasons.filter(({ rule }) => own.has(rule)))),
    correlation: correlation === undefined ? null : correlationView(correlation),
    rules: rules.map(({ info: { id, title, title_de } }) => ({ id, title, title_de: title_de ?? null })),
    events: explained,
  };
}

function linesOf(reasons: AlertReasons['events'][number]['reasons']): number[] {
  const lines = new Set<number>();
  for (const { selections, matches } of reasons) {
    for (const selection of matches ? selections : []) {
      if (selection.part !== 'present') continue;
      lines.add(selection.line);
      for (const { holds, items } of selection.alternatives) {
        for (const item of holds ? items : []) lines.add(item.line);
      }
    }
  }
  return [...lines].sort((a, b) => a - b);
}

function correlationView({ rule }: ResolvedCorrelation): ReasonCorrelation {
  const { type, timespan, groupBy, fields, criteria } = rule;
  return { type, timespan_ms: timespan, group_by: groupBy, fields, criteria };
}
