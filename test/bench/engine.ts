import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../collectors/file/read.js';
import type { Event } from '../../server/contract/event.js';
import { createEngine, type Engine, routeTable } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { fullScan } from '../../server/detect/match/full-scan.js';
import { routedExpression } from '../../server/detect/routing.js';
import type { LoadedRules } from '../../server/detect/rules.js';
import { mapLeaves } from '../../server/detect/sigma/expression.js';
import type { SigmaRule } from '../../server/detect/sigma/rule.js';
import { normalise } from '../../server/normalise/normalise.js';
import { sharedData, withoutSharedData } from '../detect/shared-data.js';
import { correlationFigures } from './correlation.js';

/*
 * Measures the engine with all SigmaHQ rules over the Windows recordings, JSON lines in, matches out, on one core:
 * `taskset -c 1 node --expose-gc build/test/bench/engine.js [--curve] [events]`. Figures are CPU seconds of this
 * process; `JSON.parse` alone takes turns with the engine, so that other work on the machine disturbs both alike.
 * `events_per_second` is the second pass of the same lines, `first_pass_events_per_second` that of a new engine,
 * with its routes compiled and no value known. The naive engine asks every rule, leaf by leaf.
 */

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const perSecond = (count: number, work: () => void): number => {
  const start = seconds();
  work();
  return Math.round(count / (seconds() - start));
};

async function readLines(limit: number): Promise<Buffer[]> {
  const folder = sharedData('windows', 'json', 'windows');
  const lines: Buffer[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    if (!name.endsWith('.zip')) continue;
    for await (const { raw } of readRecords(join(folder, name))) {
      lines.push(Buffer.from(raw));
      if (lines.length === limit) return lines;
    }
  }
  return lines;
}

function fullEvent(raw: Buffer): Event {
  return normalise(
    { source: 'bench', transport: 'file', format: 'json', dataset: '', received: 0, truncated: false, raw },
    { tenant: 'city', collector: 'bench', id: 'bench' },
  );
}

function naive(loaded: LoadedRules, lines: readonly Buffer[]): number {
  const routes = routeTable(loaded.rules, loaded.pipelines);
  const expressions = loaded.rules.map((rule) => routedExpression(rule.expression, routes.get(rule)!));
  return perSecond(lines.length, () => {
    for (const line of lines) fullScan(expressions, fullEvent(line));
  });
}

/** @returns events per second of an engine and of `JSON.parse` over the same lines, in turns */
function lineRates(engine: Engine, lines: readonly Buffer[]): { engine: number; json: number } {
  const turn = 5000;
  let [engineSeconds, jsonSeconds] = [0, 0];
  for (let from = 0; from < lines.length; from += turn) {
    const some = lines.slice(from, from + turn);
    const start = seconds();
    for (const line of some) engine.processLine(line, () => fullEvent(line));
    const middle = seconds();
    for (const line of some) JSON.parse(line.toString('utf8'));
    engineSeconds += middle - start;
    jsonSeconds += seconds() - middle;
  }
  return {
    engine: Math.round(lines.length / engineSeconds),
    json: Math.round(lines.length / jsonSeconds),
  };
}

/** A copy of a rule with an id and literals of its own; short literals (event ids, flags) stay. */
function mutated(rule: SigmaRule, copy: number): SigmaRule {
  const expression = mapLeaves(rule.expression, (leaf) => {
    if (leaf.test.kind !== 'string') return leaf;
    const pattern = leaf.test.pattern.map((part) =>
      typeof part === 'string' && part.length > 5 ? `${part.slice(0, -2)}q${copy}${part.at(-1)}` : part,
    );
    return { ...leaf, test: { ...leaf.test, pattern } };
  });
  return { ...rule, expression, info: { ...rule.info, id: `${rule.info.id}-${copy}` } };
}

/** Rates by number of rules; beyond those of the release, rules with changed ids and literals. */
function curve(
  loaded: LoadedRules,
  lines: readonly Buffer[],
): { rules: number; events_per_second: number }[] {
  const all = [0, 1, 2, 3].flatMap((copy) =>
    copy === 0 ? loaded.rules : loaded.rules.map((rule) => mutated(rule, copy)),
  );
  return [100, 1000, loaded.rules.length, 15_000].map((count) => {
    const step = Math.max(1, loaded.rules.length / count);
    const rules = Array.from({ length: count }, (_, i) => all[Math.floor(i * step)]!);
    const engine = createEngine({ ...loaded, rules, correlations: [] });
    lineRates(engine, lines);
    return { rules: count, events_per_second: lineRates(engine, lines).engine };
  });
}

if (withoutSharedData !== false) throw new Error(withoutSharedData);
const limit = process.argv.slice(2).find((argument) => /^\d+$/.test(argument));
const lines = await readLines(Number(limit ?? 250_000));
globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const loadStart = seconds();
const loaded = await loadRuleSet([sharedData('sigma', 'sigma_all_rules.zip')]);
const engine = createEngine(loaded);
const loadMs = Math.round((seconds() - loadStart) * 1000);
const first = lineRates(engine, lines);
const settled = lineRates(engine, lines);
globalThis.gc?.();
const heapMb = Math.round((process.memoryUsage().heapUsed - heapBefore) / 1e6);
const normalised = perSecond(lines.length, () => {
  for (const line of lines) engine.process(fullEvent(line));
});
const every = Math.ceil(lines.length / 300);
const naivePerSecond = naive(
  loaded,
  lines.filter((_, i) => i % every === 0),
);
const correlation = correlationFigures();
const result = {
  rules: loaded.infos.length,
  events: lines.length,
  events_per_second: settled.engine,
  json_parse_only_events_per_second: settled.json,
  naive_events_per_second: naivePerSecond,
  heap_mb: heapMb,
  load_ms: loadMs,
  correlation_updates_per_second: correlation.updates_per_second,
  correlation_bytes_per_group: Math.max(...correlation.bytes_per_group),
  first_pass_events_per_second: first.engine,
  normalised_events_per_second: normalised,
  ...(process.argv.includes('--curve') && { curve: curve(loaded, lines) }),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
