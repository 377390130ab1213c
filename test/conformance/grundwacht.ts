import type { Event } from '../../server/contract/event.js';
import { createEngine } from '../../server/detect/engine.js';
import { type LoadedRules, loadRules, type RuleSource } from '../../server/detect/rules.js';
import type { CaseConfig, CaseEvent, ErrorClass } from './case.js';
import type { LoadAnswer, Report, SigmaEngine } from './run.js';

/** Events of a case without `@timestamp` happen at this time. */
const defaultTime = Date.UTC(2025, 2, 10, 12);

/** This project's engine behind the suite's interface. */
export function grundwachtEngine(): SigmaEngine {
  let rules: LoadedRules | undefined;
  return {
    load(texts, config) {
      const sources = texts.map((text, index) => ({ path: `rule-${index + 1}.yml`, text }));
      const loaded = loadRules(sources, {
        placeholders: config.placeholders ?? {},
        pipelines: [pipelineOf(config)],
      });
      rules = loaded;
      return answerOf(loaded);
    },
    evaluate(events) {
      if (rules === undefined) throw new Error('evaluate before load');
      return evaluate(rules, events);
    },
  };
}

/** Case events belong to the log source `product: conformance`. */
function pipelineOf(config: CaseConfig): RuleSource {
  const pipeline = {
    logsources: [
      {
        logsource: { product: 'conformance' },
        when: { 'event.module': 'conformance' },
        fields: config.fieldmappings ?? {},
        spaced_fields: config.spaced_fields ?? false,
      },
    ],
  };
  return { path: 'conformance.yaml', text: JSON.stringify(pipeline) };
}

function answerOf(loaded: LoadedRules): LoadAnswer {
  const problem = loaded.problems.find(({ severity }) => severity === 'error');
  if (problem === undefined) return { loaded: true };
  return { refused: { class: errorClass(problem.code), message: `${problem.code}: ${problem.message}` } };
}

const classByCode: Record<string, ErrorClass> = {
  'modifier-value': 'value',
  'keyword-value': 'value',
  'correlation-reference': 'reference',
  'correlation-cycle': 'reference',
  'group-by': 'correlation',
};
const classByArea: Record<string, ErrorClass> = {
  yaml: 'yaml',
  condition: 'condition',
  modifier: 'modifier',
  regex: 'regex',
  placeholder: 'placeholder',
  correlation: 'correlation',
  alias: 'correlation',
};

/** The engine's codes are finer than the suite's classes; what is named nowhere concerns the structure. */
function errorClass(code: string): ErrorClass {
  return classByCode[code] ?? classByArea[code.split('-')[0]!] ?? 'structure';
}

function evaluate(rules: LoadedRules, events: readonly CaseEvent[]): Report[] {
  const engine = createEngine(rules);
  const reports: Report[] = [];
  let received = 0;
  events.forEach((fields, index) => {
    const event = toEvent(fields, received);
    received = event['event.ingested'];
    for (const match of engine.process(event)) reports.push({ rule: match.rule.title, event: index });
  });
  return reports;
}

/** @param received time of receipt of the event before; a late event is received after it */
function toEvent(caseEvent: CaseEvent, received: number): Event {
  const { '@timestamp': written, ...fields } = caseEvent;
  const time = typeof written === 'string' ? Date.parse(written) : defaultTime;
  return {
    id: '00000000-0000-7000-8000-000000000000',
    tenant: 'conformance',
    '@timestamp': time,
    'event.ingested': Math.max(time, received),
    'event.kind': 'event',
    'event.module': 'conformance',
    'event.dataset': 'conformance.conformance',
    'observer.id': 'conformance',
    'log.source': 'conformance',
    'event.original': new Uint8Array(0),
    fields,
  };
}
