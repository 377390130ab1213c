import type { RuleInfo } from '../../contract/detection.js';
import type { ProblemList } from '../problems.js';
import { get, type MapNode, type Node, textOf, textsOf } from '../yaml/tree.js';
import { closest } from './closest.js';
import { parseExpression, type TemporalExpression } from './correlation-expression.js';
import { checkSize } from './correlation-size.js';
import { parseMetadata } from './metadata.js';
import { type Origin, ruleInfo } from './rule.js';
import { parseTimespan } from './timespan.js';

export const correlationTypes = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
  'value_median',
] as const;
export type CorrelationType = (typeof correlationTypes)[number];

export const criterionNames = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const;
export type Criterion = { name: (typeof criterionNames)[number]; number: number };

export type { TemporalExpression };

/** What is not yet part of Sigma. */
export interface Experimental {
  /** Conditions over rules in temporal correlations: `a and b and not c` (draft for Sigma 2.2). */
  extendedTemporal?: boolean;
}

/** A correlation rule, read and checked; its references are not yet resolved. */
export interface SigmaCorrelation {
  info: RuleInfo;
  name: string | undefined;
  type: CorrelationType;
  /** Ids or names of the rules it refers to, in order. */
  rules: string[];
  groupBy: string[];
  /** Alias -> reference of a rule -> field. */
  aliases: Record<string, Record<string, string>>;
  /** Milliseconds. */
  timespan: number;
  /** All must hold. */
  criteria: Criterion[];
  /** Of temporal: what must hold instead of the criteria. */
  expression: TemporalExpression | undefined;
  /** Fields that the value types look at. */
  fields: string[];
  /** Percentile, 0 to 100, of value_percentile; undefined: the share of the value among all values. */
  percentile: number | undefined;
  /** The rules it refers to also give matches of their own. */
  generate: boolean;
}

/** Reads a correlation rule (Sigma 2.1, correlation rules specification); problems are collected. */
export function parseCorrelation(
  root: Node,
  origin: Origin,
  problems: ProblemList,
  experimental: Experimental = {},
): SigmaCorrelation {
  const metadata = parseMetadata(root, origin.path, problems);
  const node = get(root, 'correlation');
  if (node?.kind !== 'map') {
    const place = node?.place ?? root.place;
    problems.error(
      place,
      'correlation-map',
      'correlation',
      'The correlation is no map.',
      'Add its attributes.',
    );
  }
  const type = parseType(node, root, problems);
  const rules = textsOf(get(node, 'rules'));
  if (rules.length === 0) {
    const place = node?.place ?? root.place;
    problems.error(
      place,
      'correlation-rules',
      'correlation.rules',
      'No rules are named.',
      'List ids or names.',
    );
  }
  const condition = parseCriteria(node, type, rules, root, problems, experimental);
  return {
    info: ruleInfo(metadata, 'correlation', {}, origin),
    name: metadata.name,
    type,
    rules,
    groupBy: textsOf(get(node, 'group-by')),
    aliases: parseAliases(get(node, 'aliases'), rules, problems),
    timespan: parseSpan(node, root, problems),
    ...condition,
    generate: textOf(get(node, 'generate') ?? get(root, 'generate')) === 'true',
  };
}

function parseType(node: Node | undefined, root: Node, problems: ProblemList): CorrelationType {
  const text = textOf(get(node, 'type')) ?? '';
  const type = correlationTypes.find((name) => name === text);
  if (type !== undefined) return type;
  const near = closest(text, correlationTypes);
  problems.error(
    get(node, 'type')?.place ?? node?.place ?? root.place,
    'correlation-type',
    'correlation.type',
    text === '' ? 'The correlation has no type.' : 'There is no correlation type `{name}`.',
    near === undefined ? 'Use one of {known}.' : 'Did you mean `{near}`?',
    { name: text, known: correlationTypes.join(', '), near: near ?? '' },
  );
  return 'event_count';
}

function parseSpan(node: Node | undefined, root: Node, problems: ProblemList): number {
  const span = get(node, 'timespan') ?? get(node, 'timeframe');
  const text = textOf(span) ?? '';
  const milliseconds = parseTimespan(text);
  if (milliseconds !== undefined) return milliseconds;
  const joined = text.replaceAll(/\s/g, '');
  problems.error(
    span?.place ?? node?.place ?? root.place,
    'correlation-timespan',
    'correlation.timespan',
    joined === '' ? 'The timespan is missing.' : 'The timespan `{text}` cannot be read.',
    parseTimespan(joined) === undefined
      ? 'Write a number and one of s, m, h, d, w, M, y, such as `10m`.'
      : 'Write it without blanks: `{joined}`.',
    { text, joined },
  );
  return 1;
}

function parseAliases(
  node: Node | undefined,
  rules: readonly string[],
  problems: ProblemList,
): SigmaCorrelation['aliases'] {
  const aliases: SigmaCorrelation['aliases'] = {};
  if (node === undefined) return aliases;
  const entries = node.kind === 'map' ? node.entries : [];
  for (const { key, value, place } of entries) {
    const fields = (value.kind === 'map' ? value.entries : []).map((entry) => [
      entry.key,
      textOf(entry.value),
    ]);
    const where = `correlation.aliases.${key}`;
    if (fields.length === 0 || fields.some(([, field]) => field === undefined)) {
      problems.error(
        place,
        'alias-map',
        where,
        'An alias maps rules to fields.',
        'Write `rule: field` lines.',
      );
      continue;
    }
    for (const [rule] of fields) {
      if (rules.includes(rule!)) continue;
      problems.error(
        place,
        'alias-rule',
        where,
        'The correlation has no rule `{name}`.',
        'Correct the name.',
        { name: rule! },
      );
    }
    aliases[key] = Object.fromEntries(fields) as Record<string, string>;
  }
  return aliases;
}

type Condition = Pick<SigmaCorrelation, 'criteria' | 'expression' | 'fields' | 'percentile'>;

function parseCriteria(
  node: Node | undefined,
  type: CorrelationType,
  rules: readonly string[],
  root: Node,
  problems: ProblemList,
  experimental: Experimental,
): Condition {
  const condition = get(node, 'condition');
  const where = 'correlation.condition';
  const result: Condition = { criteria: [], expression: undefined, fields: [], percentile: undefined };
  const temporal = type === 'temporal' || type === 'temporal_ordered';
  if (condition === undefined && temporal) {
    return { ...result, criteria: [{ name: 'gte', number: rules.length }] };
  }
  if (condition?.kind !== 'map') {
    if (condition !== undefined && type === 'temporal' && experimental.extendedTemporal === true) {
      return { ...result, expression: parseExpression(condition, rules, problems) };
    }
    refuseCondition(condition, condition?.place ?? node?.place ?? root.place, type, problems);
    return result;
  }
  result.fields = textsOf(get(condition, 'field'));
  readCriteria(condition, result, problems);
  if (type.startsWith('value_') && result.fields.length === 0) {
    const message = 'A correlation of the type `{name}` needs a field.';
    problems.error(condition.place, 'correlation-field', where, message, 'Add `field`.', { name: type });
  }
  checkSize(type, result.criteria, rules.length, condition.place, problems);
  if (neverHolds(result.criteria)) {
    const message = 'No number fulfils all of these limits.';
    problems.warn(condition.place, 'correlation-criterion-never', where, message, 'Correct the limits.');
  }
  if (result.criteria.length === 0) {
    problems.error(
      condition.place,
      'correlation-criterion',
      where,
      'No criterion.',
      'Add such as `gte: 10`.',
    );
  }
  return result;
}

function refuseCondition(
  condition: Node | undefined,
  place: Node['place'],
  type: CorrelationType,
  problems: ProblemList,
): void {
  const where = 'correlation.condition';
  const hint = 'Write a map such as `gte: 10`.';
  if (condition === undefined) {
    problems.error(place, 'correlation-condition', where, 'The correlation has no condition.', hint);
    return;
  }
  const message =
    type === 'temporal'
      ? 'A condition over rule names is a draft of Sigma and not switched on.'
      : 'A condition over rule names belongs to the type `temporal` alone.';
  problems.error(place, 'correlation-condition-extended', where, message, hint);
}

/** A range whose ends have crossed, or a number that another limit excludes. */
function neverHolds(criteria: readonly Criterion[]): boolean {
  const numbers = (...names: Criterion['name'][]): number[] =>
    criteria.filter(({ name }) => names.includes(name)).map(({ number }) => number);
  const lower = Math.max(...numbers('gt', 'gte', 'eq'));
  const upper = Math.min(...numbers('lt', 'lte', 'eq'));
  if (lower !== upper) return lower > upper;
  return [...numbers('gt', 'lt', 'neq')].includes(lower);
}

function readCriteria(condition: MapNode, result: Condition, problems: ProblemList): void {
  for (const { key, value, place } of condition.entries) {
    const number = numberOfText(textOf(value) ?? '');
    const name = criterionNames.find((criterion) => criterion === key);
    if (key === 'field') continue;
    const isPercentile = key === 'percentile' && number >= 0 && number <= 100;
    if (!Number.isFinite(number) || (name === undefined && !isPercentile)) {
      problems.error(
        place,
        'correlation-criterion',
        `correlation.condition.${key}`,
        name === undefined && key !== 'percentile'
          ? 'There is no criterion `{name}`.'
          : name === undefined
            ? '`{name}` needs a number from 0 to 100.'
            : '`{name}` needs a number.',
        'Use {known} with a number.',
        { name: key, known: criterionNames.join(', ') },
      );
    } else if (name !== undefined) result.criteria.push({ name, number });
    else result.percentile = number;
  }
}

/** `Number` takes a text without characters for 0. */
function numberOfText(text: string): number {
  return text.trim() === '' ? Number.NaN : Number(text);
}
