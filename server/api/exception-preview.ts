import type { RuleInfo } from '../contract/detection.js';
import type { Event } from '../contract/event.js';
import { fromDocument } from '../contract/event-document.js';
import type { ExceptionPreview } from '../contract/rule-views.js';
import { filePath, withNeededRules } from '../detect/needed-rules.js';
import { Policies } from '../detect/policy.js';
import { loadRules, type RuleSource } from '../detect/rules.js';
import type { AlertWithEvents } from '../store/rule-alerts.js';

/** Alerts that are named as examples. */
const mostExamples = 10;
const tenant = 'preview';

/**
 * @param detection an exception without errors
 * @param known all rules: a correlation's exception uses the field names of the rules that feed it
 * @param pipelines log source pipelines as text
 * @returns whether the exception takes an event away from the rule
 */
export function exceptionOf(
  rule: RuleInfo,
  detection: string,
  known: readonly RuleInfo[],
  pipelines: readonly RuleSource[],
): (event: Event) => boolean {
  const sources = withNeededRules({ path: filePath(rule), text: rule.source }, known);
  const loaded = loadRules(sources, { pipelines });
  const info = loaded.infos.find(({ id }) => id === rule.id);
  if (info === undefined) return () => false;
  const exceptions = [{ id: 'preview', detection, expires: null }];
  const rules = [{ rule: rule.id, enabled: true, level: null, exceptions }];
  const policies = new Policies(loaded, { disabled: [], tenants: [{ tenant, sets_off: [], rules }] });
  return (event) => policies.verdict(info, { ...event, tenant }) === undefined;
}

/** @returns what the exception would take away of alerts, judged by the events that are kept of them */
export function previewException(
  excepted: (event: Event) => boolean,
  alerts: readonly AlertWithEvents[],
): Omit<ExceptionPreview, 'problems'> {
  const preview: Omit<ExceptionPreview, 'problems'> = {
    alerts: alerts.length,
    taken: 0,
    partly: 0,
    examples: [],
  };
  for (const { id, entity, last_seen, events } of alerts) {
    const count = events.filter((document) => excepted(fromDocument(document))).length;
    if (count === 0) continue;
    const whole = count === events.length;
    if (whole) preview.taken++;
    else preview.partly++;
    if (preview.examples.length < mostExamples) {
      preview.examples.push({ id, entity, last_seen: last_seen.toISOString(), whole });
    }
  }
  return preview;
}
