import type { Alert } from '../../../server/contract/alert.js';
import type { AlertReasons, ReasonItem } from '../../../server/contract/alert-reason.js';
import { entitiesOf } from './pivot.js';

/** A longer value, such as a message, is hardly ever the same twice. */
const longestValue = 160;

/** A text of YAML that stands for exactly this value: Sigma's wildcards and its escape character are escaped. */
const exactly = (value: string): string => quoted(value.replace(/[\\*?]/g, '\\$&'));
const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** As the event has it; where that is long or differs each time, as the rule asks for it. */
function lineOf({ field, modifiers, values, found }: ReasonItem): [string, string] | undefined {
  if (field === null) return undefined;
  const [first] = found;
  if (
    first !== undefined &&
    field !== 'message' &&
    first.value.length <= longestValue &&
    first.value !== ''
  ) {
    return [field, exactly(first.value)];
  }
  const held = values.filter(({ holds }) => holds);
  if (held.length === 0 || modifiers.includes('exists')) return undefined;
  const list = held.map(({ text }) => quoted(text)).join(', ');
  return [[field, ...modifiers].join('|'), held.length === 1 ? list : `[${list}]`];
}

/**
 * @returns an exception in YAML for events like the alert's latest: about the same entity, with the same values in the
 * fields that its rule asked for
 */
export function exceptionText(alert: Alert, reasons: AlertReasons | undefined): string {
  const latest = reasons?.events.findLast(({ reasons: of }) => of.some(({ matches }) => matches));
  const reason = latest?.reasons.find(({ matches }) => matches);
  const items = (reason?.selections ?? [])
    .filter(({ part }) => part === 'present')
    .flatMap(({ alternatives }) => alternatives.find(({ holds }) => holds)?.items ?? []);
  const lines = new Map<string, string>();
  for (const { type, value } of entitiesOf(alert)) if (!/\s/.test(type)) lines.set(type, exactly(value));
  for (const item of items) {
    const line = lineOf(item);
    if (line !== undefined && !lines.has(line[0])) lines.set(...line);
  }
  const map = [...lines].map(([field, value]) => `  ${field}: ${value}`).join('\n');
  return `selection:\n${map}\ncondition: selection\n`;
}
