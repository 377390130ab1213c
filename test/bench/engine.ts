import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readRecords } from '../../collectors/file/read.js';
import type { Event } from '../../server/contract/event.js';
import { createEngine, routeTable } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import { fullScan } from '../../server/detect/match/full-scan.js';
import { routedExpression } from '../../server/detect/routing.js';
import type { LoadedRules } from '../../server/detect/rules.js';
import { normalise } from '../../server/normalise/normalise.js';
import { event } from '../detect/events.js';
import { sharedData, withoutSharedData } from '../detect/shared-data.js';
import { correlationFigures } from './correlation.js';

/*
 * Measures the engine with all SigmaHQ rules over the Windows recordings, JSON lines in, on one core. Run as
 * `taskset -c 1 node --expose-gc build/test/bench/engine.js [events]`. Figures are CPU seconds of this process, so
 * that other work on the machine disturbs them less.
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

/** The least that makes an event of a flat Windows record: what the engine itself costs shows against it. */
function lightEvent(raw: Buffer): Event {
  const fields = JSON.parse(raw.toString('utf8')) as Record<string, string>;
  const time = Date.parse(fields['@timestamp']!);
  return event(
    {
      '@timestamp': time,
      'event.ingested': time,
      'event.module': 'windows',
      'event.dataset': 'windows.recording',
      'event.code': String(fields['EventID']),
      'winlog.channel': fields['Channel'] ?? '',
      'winlog.provider_name': fields['SourceName'] ?? '',
      'host.name': fields['Hostname'] ?? '',
      message: fields['Message'] ?? '',
      'event.original': raw,
    },
    fields,
  );
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
    for (const line of lines) fullScan(expressions, lightEvent(line));
  });
}

if (withoutSharedData !== false) throw new Error(withoutSharedData);
const lines = await readLines(Number(process.argv[2] ?? 250_000));
const jsonOnly = perSecond(lines.length, () => {
  for (const line of lines) JSON.parse(line.toString('utf8'));
});
globalThis.gc?.();
const heapBefore = process.memoryUsage().heapUsed;
const loadStart = seconds();
const loaded = await loadRuleSet([sharedData('sigma', 'sigma_all_rules.zip')]);
const engine = createEngine(loaded);
const loadMs = Math.round((seconds() - loadStart) * 1000);
const first = perSecond(lines.length, () => {
  for (const line of lines) engine.process(lightEvent(line));
});
const eventsPerSecond = perSecond(lines.length, () => {
  for (const line of lines) engine.process(lightEvent(line));
});
const normalised = perSecond(lines.length, () => {
  for (const line of lines) engine.process(fullEvent(line));
});
globalThis.gc?.();
const heapMb = Math.round((process.memoryUsage().heapUsed - heapBefore) / 1e6);
const every = Math.ceil(lines.length / 300);
const naivePerSecond = naive(
  loaded,
  lines.filter((_, i) => i % every === 0),
);
const correlation = correlationFigures();
const result = {
  rules: loaded.infos.length,
  events: lines.length,
  events_per_second: eventsPerSecond,
  json_parse_only_events_per_second: jsonOnly,
  naive_events_per_second: naivePerSecond,
  heap_mb: heapMb,
  load_ms: loadMs,
  correlation_updates_per_second: correlation.updates_per_second,
  correlation_bytes_per_group: Math.max(...correlation.bytes_per_group),
  first_pass_events_per_second: first,
  normalised_events_per_second: normalised,
};
process.stdout.write(`${JSON.stringify(result)}\n`);
