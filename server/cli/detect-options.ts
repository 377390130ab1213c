import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import type { Level } from '../contract/detection.js';
import { isDay } from '../contract/german-day.js';
import { levels } from '../contract/levels.js';
import { packageRoot } from '../contract/package-root.js';
import { isZone } from '../normalise/zone.js';
import { parseColumns } from './detect-columns.js';
import { isReportName } from './detect-report.js';
import { isTimelineName } from './detect-timeline.js';

/** @returns paths of the rules that come with the program */
export function shippedRules(): string[] {
  return ['sigma', 'correlation']
    .map((name) => join(packageRoot(), 'rules', name))
    .filter((path) => existsSync(path));
}

/** @returns the time; a date alone is its begin, a time without zone is UTC */
export function parseTime(text: string): number {
  const match = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?)?$/i.exec(
    text,
  );
  const time =
    match === null || !isDay(match[1]!)
      ? Number.NaN
      : Date.parse(`${match[1]}T${match[2] ?? '00:00'}${match[3] ?? 'Z'}`);
  if (Number.isNaN(time)) {
    throw new InvalidArgumentError('Write it as 2026-11-21 or 2026-11-21T08:00:00Z.');
  }
  return time;
}

export function parseLevel(text: string): Level {
  const level = levels.find((name) => name === text);
  if (level === undefined) throw new InvalidArgumentError(`Levels are ${levels.join(', ')}.`);
  return level;
}

export function parseWorkers(text: string): number {
  if (!/^[1-9]\d{0,2}$/.test(text)) throw new InvalidArgumentError('Give a number of threads from 1 to 999.');
  return Number(text);
}

export function parseTimeline(path: string): string {
  if (!isTimelineName(path)) throw new InvalidArgumentError('The name ends in .csv, .ndjson or .jsonl.');
  return path;
}

export function parseExamples(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Give a number from 0 to 9999.');
  return Number(text);
}

export function parseLimit(text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new InvalidArgumentError('Give a number from 1 to 9999999.');
  return Number(text);
}

export function parseReport(path: string): string {
  if (!isReportName(path)) throw new InvalidArgumentError('The name ends in .html or .md.');
  return path;
}

export function parseZone(name: string): string {
  if (!isZone(name)) throw new InvalidArgumentError('Write a name such as Europe/Berlin or UTC.');
  return name;
}

/** @returns the names between commas, added to those of an option that was given before */
export function parseList(text: string, before: readonly string[] = []): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw new InvalidArgumentError('Write names between commas.');
  return [...before, ...names];
}

export function parseColumnList(text: string): string[] {
  const columns = parseColumns(text);
  if (columns.length === 0) throw new InvalidArgumentError('Write names between commas.');
  return columns;
}

/** @returns the value, added to those of an option that was given before */
export function more(text: string, before: readonly string[] = []): string[] {
  if (text === '') throw new InvalidArgumentError('The text is empty.');
  return [...before, text];
}
