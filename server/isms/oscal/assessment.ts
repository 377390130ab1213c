import {
  type assessmentFields,
  auditFields,
  type DomainContent,
  findingFields,
  observationFields,
} from './content.js';
import { type ExportFrame, type Json, line, members, some, uuidOf } from './document.js';
import { type RecordOf, toProps } from './fields.js';
import { beginning, componentOf, fileOf, token } from './metadata.js';
import { answerUuid } from './ssp.js';

const all = { 'control-selections': [{ 'include-all': {} }] };
/** OSCAL's date-time, 1.2.1: years from 1900 to 2999. The exact day stands in the properties. */
const midnight = (day: string): string => `${day > '2999-12-31' ? '2999-12-31' : day}T00:00:00Z`;

/** The audit programme: an audit is a task. */
export function assessmentPlan(content: DomainContent, frame: ExportFrame): Json {
  const { audits, domain } = content;
  const tasks = audits.map((audit, n) =>
    members({
      uuid: uuidOf(frame, domain.key, 'audit', n + 1),
      type: 'action',
      title: line(audit.title),
      description: audit.scope || undefined,
      props: toProps(auditFields, audit) as unknown as Json,
      timing: { 'within-date-range': { start: midnight(audit.starts), end: midnight(audit.ends) } },
    }),
  );
  return {
    'assessment-plan': members({
      ...beginning('assessment-plan', content, frame),
      'import-ssp': { href: fileOf('system-security-plan') },
      'reviewed-controls': all,
      tasks: some(tasks),
    }),
  };
}

/** The check, what signals and scans saw, and the findings of every audit: a result each. */
export function assessmentResults(content: DomainContent, frame: ExportFrame): Json {
  return {
    'assessment-results': {
      ...beginning('assessment-results', content, frame),
      'import-ap': { href: fileOf('assessment-plan') },
      results: results(content, frame),
    },
  };
}

function* results(content: DomainContent, frame: ExportFrame): Generator<Json> {
  const { domain, assessments, observations, audits } = content;
  const answered = assessments.filter(({ status }) => status !== 'open');
  const result = (
    name: string | number,
    title: string,
    start: string,
    more: Record<string, Json | undefined>,
  ) =>
    members({
      uuid: uuidOf(frame, domain.key, 'result', name),
      title: line(title),
      description: line(title),
      start,
      'reviewed-controls': all,
      ...more,
    });
  yield result('check', 'IT-Grundschutz-Check', frame.modified, {
    observations: some(answered.map((answer) => answerObservation(answer, frame, domain.key))),
    findings: some(answered.map((answer) => answerFinding(answer, frame, domain.key))),
  });
  yield result('signals', 'Signale und Prüfläufe', frame.modified, {
    observations: some(observations.map((_, n) => signalObservation(content, frame, n))),
  });
  for (const [n, audit] of audits.entries()) {
    const findings = audit.findings.map((finding) => auditFinding(finding, n, frame, domain.key));
    yield result(n + 1, audit.title, midnight(audit.starts), {
      end: midnight(audit.ends),
      findings: some(findings),
    });
  }
}

type Answer = RecordOf<typeof assessmentFields>;

function answerObservation(answer: Answer, frame: ExportFrame, domain: string): Json {
  return {
    uuid: uuidOf(frame, domain, 'observation', answerUuid(frame, domain, answer)),
    description: `${answer.requirement}: ${answer.status}`,
    methods: [answer.interviewees.length > 0 ? 'INTERVIEW' : 'EXAMINE'],
    types: ['control-objective'],
    subjects: [{ 'subject-uuid': componentOf(frame, domain, answer.object), type: 'component' }],
    collected: answer.assessed_on === null ? frame.modified : midnight(answer.assessed_on),
  };
}

function answerFinding(answer: Answer, frame: ExportFrame, domain: string): Json {
  const answerId = answerUuid(frame, domain, answer);
  const good = answer.status === 'yes' || answer.status === 'dispensable';
  return {
    uuid: uuidOf(frame, domain, 'finding', answerId),
    title: `${answer.requirement}: ${answer.status}`,
    description: answer.reason || `${answer.requirement}: ${answer.status}`,
    target: {
      type: 'objective-id',
      'target-id': token(answer.requirement),
      status: { state: good ? 'satisfied' : 'not-satisfied' },
    },
    'implementation-statement-uuid': answerId,
    'related-observations': [{ 'observation-uuid': uuidOf(frame, domain, 'observation', answerId) }],
  };
}

function signalObservation({ observations, domain }: DomainContent, frame: ExportFrame, n: number): Json {
  const observation = observations[n]!;
  const { signal, object, verdict, observed_at, fresh_until } = observation;
  return {
    uuid: uuidOf(frame, domain.key, 'signal', signal, object === null ? 'domain' : `object ${object}`),
    title: line(signal),
    description: `${signal}: ${verdict}`,
    props: toProps(observationFields, observation) as unknown as Json,
    methods: ['TEST'],
    types: ['control-objective'],
    subjects: [{ 'subject-uuid': componentOf(frame, domain.key, object), type: 'component' }],
    collected: observed_at,
    expires: fresh_until,
  };
}

function auditFinding(
  finding: RecordOf<typeof findingFields>,
  audit: number,
  frame: ExportFrame,
  domain: string,
): Json {
  return {
    uuid: findingUuid(frame, domain, audit + 1, finding.number),
    title: line(finding.title),
    description: finding.description || line(finding.title),
    props: toProps(findingFields, finding) as unknown as Json,
    target: {
      type: 'objective-id',
      'target-id': token(finding.control || 'none'),
      status: { state: finding.closed_at === null ? 'not-satisfied' : 'satisfied' },
    },
  };
}

/** @returns UUID of a finding: the number of its audit, from 1 on, and its own number */
export const findingUuid = (frame: ExportFrame, domain: string, audit: number, number: number): string =>
  uuidOf(frame, domain, 'audit-finding', audit, number);
