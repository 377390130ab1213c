import type { ConformanceCase, Firing } from './case.js';
import type { LoadAnswer, Report } from './run.js';

/**
 * Compares what an engine answered with what a case expects (README.md, "Expectations").
 * @returns what differs, one sentence each; empty when the case passes
 */
export function judge(one: ConformanceCase, load: LoadAnswer, reports: readonly Report[]): string[] {
  const { expect } = one;
  const refused = 'refused' in load ? load.refused : undefined;
  if ('error' in expect) {
    const classes = [expect.error].flat();
    const wanted = classes.join(' or ');
    if (refused === undefined) return [`must be refused (${wanted}), but was accepted`];
    const named = refused.class;
    return named === undefined || classes.includes(named)
      ? []
      : [`must be refused as ${wanted}, but was refused as ${named}: ${refused.message ?? ''}`];
  }
  if (refused !== undefined)
    return [`must be accepted, but was refused: ${refused.message ?? refused.class}`];
  const may = new Set(one.may);
  const faults = duplicates(reports);
  if (Array.isArray(expect)) {
    return [...faults, ...compare('', expect, new Set(reports.map(({ event }) => event)), may)];
  }
  for (const rule of new Set([...Object.keys(expect.rules), ...reports.map((report) => report.rule)])) {
    const own = new Set(reports.filter((report) => report.rule === rule).map(({ event }) => event));
    const wanted = Object.hasOwn(expect.rules, rule) ? expect.rules[rule]! : undefined;
    faults.push(...compare(`${rule}: `, wanted ?? [], own, wanted === undefined ? new Set() : may));
  }
  return faults;
}

function compare(
  where: string,
  wanted: readonly Firing[],
  reported: ReadonlySet<number>,
  may: ReadonlySet<number>,
): string[] {
  const faults: string[] = [];
  const allowed = new Set(may);
  for (const firing of wanted) {
    const alternatives = Array.isArray(firing) ? firing : [firing];
    for (const index of alternatives) allowed.add(index);
    if (!alternatives.some((index) => reported.has(index))) {
      faults.push(`${where}event ${alternatives.join(' or ')} must be reported, but is not`);
    }
  }
  for (const index of reported) {
    if (!allowed.has(index)) faults.push(`${where}event ${index} must not be reported, but is`);
  }
  return faults;
}

function duplicates(reports: readonly Report[]): string[] {
  const seen = new Set<string>();
  const faults: string[] = [];
  for (const { rule, event } of reports) {
    const key = JSON.stringify([rule, event]);
    if (seen.has(key)) faults.push(`${rule}: event ${event} is reported twice`);
    seen.add(key);
  }
  return faults;
}
