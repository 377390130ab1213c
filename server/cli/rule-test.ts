import { createEngine } from '../detect/engine.js';
import { loadRuleSet } from '../detect/load.js';
import type { LoadedRules } from '../detect/rules.js';
import { formatProblem } from './rule-problems.js';
import { eventsOfSample, readSamples, type Sample, type SampleRecord } from './rule-samples.js';
import { jsonText, writeError, writeOut } from './write.js';

/** What a sample shows of a rule. */
export interface SampleResult {
  path: string;
  rule: string;
  positive: number;
  negative: number;
  /** What is wrong; empty when the rule does what the sample says. */
  failures: string[];
}

/**
 * Runs samples through normaliser and engine.
 * @param now receipt time of the records, milliseconds since the epoch
 */
export function testRules(loaded: LoadedRules, samples: readonly Sample[], now: number): SampleResult[] {
  return samples.map((sample) => ({
    path: sample.path,
    rule: sample.rule,
    positive: sample.positive.length,
    negative: sample.negative.length,
    failures: failuresOf(loaded, sample, now),
  }));
}

function failuresOf(loaded: LoadedRules, { rule, positive, negative }: Sample, now: number): string[] {
  const info = loaded.infos.find(({ id }) => id === rule);
  if (info === undefined) return [`there is no usable rule with the id ${rule}`];
  const failures: string[] = [];
  const run = (records: readonly SampleRecord[], place: string, expected: boolean): void => {
    // A rule that feeds a correlation gives no matches beside it, but is tested by itself.
    const engine = createEngine(info.type === 'correlation' ? loaded : { ...loaded, correlations: [] });
    const events = records.flatMap((record) => eventsOfSample(record, now));
    const reason = events.find((event) => event['error.message'] !== undefined)?.['error.message'];
    if (reason !== undefined) failures.push(`${place}: the record cannot be parsed: ${reason}`);
    const fires = events.flatMap((event) => engine.process(event)).some((match) => match.rule.id === rule);
    if (fires !== expected) failures.push(`${place}: the rule ${fires ? 'fires' : 'does not fire'}`);
  };
  for (const [kind, records, expected] of [
    ['positive', positive, true],
    ['negative', negative, false],
  ] as const) {
    // A correlation's list is one scenario; a detection's records stand for themselves.
    if (info.type === 'correlation') {
      if (records.length > 0) run(records, kind, expected);
    } else for (const [index, record] of records.entries()) run([record], `${kind}[${index}]`, expected);
  }
  if (positive.length === 0) failures.push('there is no positive record');
  return failures;
}

/** `grundwacht rules test`; @returns exit code: 1 when a sample fails, none is there, or a rule has errors */
export async function runTests(
  paths: readonly string[],
  options: { samples: string; json?: boolean },
): Promise<number> {
  const loaded = await loadRuleSet(paths);
  const errors = loaded.problems.filter(({ severity }) => severity === 'error');
  for (const problem of errors) writeError(`${formatProblem(problem)}\n`);
  const tested = new Set(loaded.infos.map(({ id }) => id));
  const all = await readSamples(options.samples);
  // A folder may hold samples of other rules; one that is named alone is meant.
  const samples = all.length === 1 ? all : all.filter(({ rule }) => tested.has(rule));
  const results = testRules(loaded, samples, Date.now());
  const failed = results.filter(({ failures }) => failures.length > 0);
  const summary = {
    samples: results.length,
    failed: failed.length,
    rules: loaded.infos.length,
    errors: errors.length,
  };
  if (options.json) writeOut(jsonText({ ...summary, results }, 2));
  else {
    for (const { path, failures } of failed) {
      for (const failure of failures) writeOut(`${path}: ${failure}\n`);
    }
    writeOut(`${summary.samples} samples, ${summary.failed} failed, ${summary.rules} rules\n`);
  }
  return failed.length > 0 || errors.length > 0 || results.length === 0 ? 1 : 0;
}
