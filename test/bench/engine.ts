import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createEngine, type Engine } from '../../server/detect/engine.js';
import { loadRuleSet } from '../../server/detect/load.js';
import type { LoadedRules } from '../../server/detect/rules.js';
import { sharedData, withoutSharedData } from '../detect/shared-data.js';
import type { CorrelationFigures } from './correlation.js';
import { Interpreter } from './interpreter.js';
import { eventOfLine, mutatedProcessCreations, processCreations, readLines } from './recordings.js';
import { ruleSetOf } from './rule-copies.js';

/*
 * Measures the engine with all SigmaHQ rules over the Windows recordings, JSON lines in, matches out, on one core:
 * `taskset -c 1 node --expose-gc build/test/bench/engine.js [--curve] [events]`. Figures are CPU seconds of this
 * process; `JSON.parse` alone takes turns with the engine, so that other work on the machine disturbs both alike,
 * and `times_json_parse` is the quotient. `events_per_second` is the second pass of the same lines,
 * `first_pass_events_per_second` that of a new engine, with its routes compiled and no value known. Process creations
 * are measured as they were recorded, again and again (`recorded_`), and each with a command line of its own; nobody reads
 * the matches' events, which are then not made, except in the figures with `read`.
 */

/** Events in one turn of an engine, or of `JSON.parse`. */
const turn = 5000;
const creationCount = 60_000;
const naiveEvents = 5000;

const seconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

const perSecond = (count: number, work: () => void): number => {
  const start = seconds();
  work();
  return Math.round(count / (seconds() - start));
};

/**
 * @param read whether the events of matches are read
 * @returns events per second of an engine and of `JSON.parse` over the same lines, in turns
 */
function lineRates(engine: Engine, lines: readonly Buffer[], read = false): { engine: number; json: number } {
  let [engineSeconds, jsonSeconds] = [0, 0];
  for (let from = 0; from < lines.length; from += turn) {
    const some = lines.slice(from, from + turn);
    const start = seconds();
    for (const line of some) {
      const matches = engine.processLine(line, () => eventOfLine(line), 'city');
      if (read) for (const { events } of matches) events.length;
    }
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

const quotient = (rates: { engine: number; json: number }): number =>
  Math.round((100 * rates.engine) / rates.json) / 100;

/** @returns rate by number of rules, and as quotient of the rate of `JSON.parse` in the same turns */
function curve(loaded: LoadedRules, lines: readonly Buffer[]): Record<string, number>[] {
  return [100, 1000, loaded.rules.length, 15_000].map((rules) => {
    const engine = createEngine(ruleSetOf(rules, loaded));
    lineRates(engine, lines);
    const rates = lineRates(engine, lines);
    return { rules, events_per_second: rates.engine, times_json_parse: quotient(rates) };
  });
}

/** In a process of its own: a million groups among the lines and rules held here measure the collection of those. */
function correlationFigures(): CorrelationFigures {
  const program = fileURLToPath(new URL('correlation.js', import.meta.url));
  const printed = execFileSync(process.execPath, ['--expose-gc', program, '1000000', 'event_count'], {
    encoding: 'utf8',
  });
  return (JSON.parse(printed) as Record<'event_count', CorrelationFigures>).event_count;
}

/** @returns the heap's growth by `make`, MB (10^6 bytes), and what it made */
async function heapOf<T>(make: () => Promise<T>): Promise<{ made: T; megabytes: () => number }> {
  const used = (): number => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed / 1e6;
  };
  const before = used();
  return { made: await make(), megabytes: () => Math.round(used() - before) };
}

if (withoutSharedData !== false) throw new Error(withoutSharedData);
const limit = process.argv.slice(2).find((argument) => /^\d+$/.test(argument));
const lines = await readLines(Number(limit ?? 250_000));
const loadStart = seconds();
const { made, megabytes } = await heapOf(async () => {
  const loaded = await loadRuleSet([sharedData('sigma', 'sigma_all_rules.zip')]);
  return { loaded, engine: createEngine(loaded) };
});
const { loaded, engine } = made;
const loadMs = Math.round((seconds() - loadStart) * 1000);
const first = lineRates(engine, lines);
const settled = lineRates(engine, lines);
const heapMb = megabytes();
const creations = processCreations(lines);
const recorded = Array.from({ length: creationCount }, (_, i) => creations[i % creations.length]!);
lineRates(engine, recorded);
const repeated = lineRates(engine, recorded);
const mutated = mutatedProcessCreations(creations, 2 * creationCount);
lineRates(engine, mutated.slice(0, creationCount));
const creation = lineRates(engine, mutated.slice(creationCount));
const creationRead = lineRates(engine, mutatedProcessCreations(creations, creationCount, 'm'), true);
const normalised = perSecond(lines.length, () => {
  for (const line of lines) engine.process(eventOfLine(line));
});
const interpreter = new Interpreter(loaded);
const some = lines.filter((_, i) => i % Math.ceil(lines.length / naiveEvents) === 0);
for (const line of some.slice(0, 500)) interpreter.match(line);
const naive = perSecond(some.length, () => {
  for (const line of some) interpreter.match(line);
});
const correlation = correlationFigures();
const result = {
  rules: loaded.infos.length,
  events: lines.length,
  events_per_second: settled.engine,
  json_parse_only_events_per_second: settled.json,
  times_json_parse: quotient(settled),
  naive_events_per_second: naive,
  heap_mb: heapMb,
  load_ms: loadMs,
  correlation_updates_per_second: correlation.updates_per_second,
  correlation_bytes_per_group: Math.max(...correlation.bytes_per_group),
  process_creation_events_per_second: creation.engine,
  process_creation_times_json_parse: quotient(creation),
  process_creation_read_times_json_parse: quotient(creationRead),
  recorded_process_creation_events_per_second: repeated.engine,
  recorded_process_creation_times_json_parse: quotient(repeated),
  first_pass_events_per_second: first.engine,
  first_pass_times_json_parse: quotient(first),
  normalised_events_per_second: normalised,
  ...(process.argv.includes('--curve') && { curve: curve(loaded, lines) }),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
