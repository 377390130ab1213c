import type { Fault } from '../contract/fault.js';
import type { SignalDefinition, SignalKind, SignalParameters } from '../contract/signal.js';

/** Bounds of a parameter that is a number. */
export interface NumberRule {
  least: number;
  most: number;
}

const hours: NumberRule = { least: 0.05, most: 17_520 };
const days: NumberRule = { least: 0.05, most: 3650 };
const percent: NumberRule = { least: 0, most: 100 };
const count: NumberRule = { least: 0, most: 1_000_000 };

/** A parameter that is a list of words, separated by commas. */
type Rule = NumberRule | 'words';

/** Parameters that the kinds of measurement read; a kind must be given all of its own. */
export const kindParameters = {
  'silent-assets': { hours },
  'unknown-sources': { hours },
  coverage: { hours, percent },
  'clock-skew': { hours, seconds: { least: 1, most: 86_400 }, events: { least: 1, most: 1_000_000 } },
  transport: { hours },
  retention: { minimum_days: { least: 1, most: 3650 }, grace_hours: hours },
  integrity: { days },
  'event-query': { hours, count },
  'alert-times': { days, minutes: { least: 1, most: 525_600 }, percent },
  'detection-latency': { days, seconds: { least: 0.1, most: 86_400 }, percent },
  deadline: { days, hours, percent },
  'privileged-changes': { days, hours, rules: 'words', ticket: 'words' },
  'fire-drill': { days, percent },
  scan: {},
} as const satisfies Record<SignalKind, Record<string, Rule>>;

type Rules = typeof kindParameters;

/** What a kind reads. */
export type ParametersOf<K extends SignalKind> = {
  [P in keyof Rules[K]]: Rules[K][P] extends 'words' ? string : number;
};

/** A fault of a definition or of what a tenant sets, with its JSON pointer. */
export interface SignalFault extends Fault {
  readonly pointer: string;
}

/**
 * @param parameters by name, of a definition or of a tenant
 * @param names that are allowed
 * @returns faults; pointers below `/parameters`
 */
export function parameterFaults(
  kind: SignalKind,
  parameters: SignalParameters,
  names: readonly string[],
): SignalFault[] {
  const rules: Record<string, Rule> = kindParameters[kind];
  return Object.entries(parameters).flatMap(([name, value]) => {
    const pointer = `/parameters/${name}`;
    if (!names.includes(name)) {
      return [
        { pointer, message: 'is none of its parameters: {names}', values: { names: names.join(', ') } },
      ];
    }
    const rule = rules[name];
    if (rule === 'words' && typeof value !== 'string') {
      return [{ pointer, message: 'is a list of words, separated by commas' }];
    }
    if (rule === undefined || rule === 'words') {
      return typeof value === 'string' && value.trim() === ''
        ? [{ pointer, message: 'must not be blank' }]
        : [];
    }
    if (typeof value === 'number' && value >= rule.least && value <= rule.most) return [];
    const { least, most } = rule;
    return [{ pointer, message: 'is a number from {least} to {most}', values: { least, most } }];
  });
}

/**
 * @param definition shipped
 * @param set what a tenant has set of it; what is not among the definition's parameters any more counts no more
 * @returns the parameters in force
 */
export function parametersInForce(
  { parameters = {} }: Pick<SignalDefinition, 'parameters'>,
  set: SignalParameters,
): SignalParameters {
  return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, set[name] ?? value]));
}

/** @returns the words of a parameter that is a list */
export const wordsOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
