import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../server/contract/package-root.js';

/** What is wrong with a rule that must be refused; README.md, "Error classes". */
export const errorClasses = [
  'yaml',
  'structure',
  'condition',
  'modifier',
  'value',
  'regex',
  'placeholder',
  'correlation',
  'reference',
] as const;
export type ErrorClass = (typeof errorClasses)[number];

export type CaseValue = string | number | boolean | null | CaseValue[];

/** Flat field names and values; `@timestamp` in RFC 3339 where time matters. */
export type CaseEvent = Record<string, CaseValue>;

/** What an engine needs to know beside the rules. */
export interface CaseConfig {
  /** Values by placeholder name, without percent signs. */
  placeholders?: Record<string, string[]>;
  /** Rule's field name -> field name in the events. */
  fieldmappings?: Record<string, string>;
  /** The log source writes field names with spaces where the rule has none. */
  spaced_fields?: boolean;
}

/** An index of an event that must be reported, or several of which at least one must be. */
export type Firing = number | number[];

export type Expectation =
  | Firing[]
  | { rules: Record<string, Firing[]> }
  | { error: ErrorClass | ErrorClass[] };

/** One case of the suite, as `case.schema.json` defines it. */
export interface ConformanceCase {
  id: string;
  spec: { document: string; section: string };
  title: string;
  status?: 'ambiguous';
  rule?: string;
  rules?: string[];
  config?: CaseConfig;
  events: CaseEvent[];
  expect: Expectation;
  may?: number[];
  note?: string;
}

/** @returns the folder that holds schema, cases and deviations */
export function suiteFolder(): string {
  return join(packageRoot(), 'test', 'conformance');
}

/** @returns the case files: chapter (file name without ending) -> content, not yet checked */
export function readCaseFiles(): Map<string, unknown> {
  const folder = join(suiteFolder(), 'cases');
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
  return new Map(
    names.map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(join(folder, name), 'utf8')),
    ]),
  );
}

/** @returns all cases, chapters by name; `cases.test.ts` holds them to the schema */
export function readCases(): ConformanceCase[] {
  return [...readCaseFiles().values()].flatMap((content) => content as ConformanceCase[]);
}

/** @returns the YAML texts of a case, one per file, in the order in which they are to be loaded */
export function rulesOf(one: ConformanceCase): string[] {
  return one.rules ?? (one.rule === undefined ? [] : [one.rule]);
}
