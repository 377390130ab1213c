import type { Event } from '../../server/contract/event.js';
import { createEngine } from '../../server/detect/engine.js';
import type { LoadOptions } from '../../server/detect/rules.js';
import { loadRules } from '../../server/detect/rules.js';
import { event } from './events.js';

/** A rule for the events of `event()`, from its detection in YAML (already indented by nothing). */
export function ruleText(detection: string, id = '00000000-0000-4000-8000-000000000001'): string {
  const indented = detection
    .trim()
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n');
  return `title: Test\nid: ${id}\nlogsource: {product: test}\ndetection:\n${indented}\n`;
}

/** @returns whether a rule with this detection matches an event with these fields */
export function matches(
  detection: string,
  fields: Event['fields'],
  columns: Partial<Omit<Event, 'fields'>> = {},
  options: LoadOptions = {},
): boolean {
  const loaded = loadRules([{ path: 'test.yml', text: ruleText(detection) }], options);
  const errors = loaded.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0)
    throw new Error(errors.map((problem) => `${problem.code}: ${problem.message}`).join('; '));
  return createEngine(loaded).process(event(columns, fields)).length === 1;
}

/** @returns the codes of the problems of a detection */
export function problemCodes(detection: string, options: LoadOptions = {}): string[] {
  return loadRules([{ path: 'test.yml', text: ruleText(detection) }], options).problems.map((p) => p.code);
}
