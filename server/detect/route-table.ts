import type { PipelineEntry, PipelineRoute } from './pipeline.js';
import { routesOf } from './routing.js';
import { formatLogsource } from './sigma/logsource.js';
import type { SigmaRule } from './sigma/rule.js';

/** @returns where each rule's log source is found */
export function routeTable(
  rules: readonly SigmaRule[],
  pipelines: readonly PipelineEntry[],
): Map<SigmaRule, readonly PipelineRoute[]> {
  const byLogsource = new Map<string, readonly PipelineRoute[]>();
  const table = new Map<SigmaRule, readonly PipelineRoute[]>();
  for (const rule of rules) {
    const key = formatLogsource(rule.logsource);
    const routes = byLogsource.get(key) ?? routesOf(rule.logsource, pipelines);
    byLogsource.set(key, routes);
    table.set(rule, routes);
  }
  return table;
}
