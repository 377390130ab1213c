import type { AssessmentInput, AssessmentStatus } from '../../contract/check.js';
import type { Fault } from '../../contract/fault.js';
import type { RequirementLevel } from '../../contract/isms.js';

/** An answer with every field filled in. */
export type AnswerValues = Required<AssessmentInput>;

export interface AnswerProblem extends Fault {
  /** JSON pointer into the input. */
  readonly pointer: string;
}

/** What of the requirement an answer is checked against. */
export interface AskedRequirement {
  level: RequirementLevel;
  /** A control of Grundschutz++ is fulfilled or not; nothing between. */
  binary: boolean;
  /** Ids of its sub-requirements; empty where no texts are installed. */
  subRequirements: readonly string[];
}

/**
 * Basis requirements must be fulfilled: their gaps cannot be accepted as a risk (BSI-Standard 200-2, 8.4; 200-3, 6).
 * @returns whether the gap of a requirement of this level may be
 */
export function mayAcceptRisk(level: RequirementLevel): boolean {
  return level !== 'B';
}

/**
 * Fills in and normalises an answer: texts trimmed, lists without duplicates and blanks.
 * @param input checked against the schema of the contract
 */
export function normaliseAnswer(input: AssessmentInput): AnswerValues {
  const trim = (text: string | undefined): string => (text ?? '').trim().normalize('NFC');
  return {
    status: input.status,
    dispensable_as: input.dispensable_as ?? null,
    reason: trim(input.reason),
    implementation: trim(input.implementation),
    responsible: trim(input.responsible),
    due: input.due ?? null,
    assessor: trim(input.assessor),
    interviewees: [...new Set((input.interviewees ?? []).map(trim))].filter((name) => name !== ''),
    assessed_on: input.assessed_on ?? null,
    cost_once: input.cost_once ?? null,
    cost_yearly: input.cost_yearly ?? null,
    evidence: (input.evidence ?? []).map(({ title, url }) => ({ title: trim(title), url: trim(url) })),
    sub_statuses: Object.fromEntries(
      Object.entries(input.sub_statuses ?? {}).filter(([, status]) => status !== 'open'),
    ),
  };
}

/**
 * @param values normalised
 * @returns every fault; empty when the answer can be stored (BSI-Standard 200-2, 8.4.2)
 */
export function answerProblems(values: AnswerValues, asked: AskedRequirement): AnswerProblem[] {
  const problems: AnswerProblem[] = [...dispensableProblems(values, asked.level)];
  if (asked.binary && (values.status === 'partial' || values.status === 'dispensable')) {
    problems.push({
      pointer: '/status',
      message: 'a control is fulfilled (yes) or not (no), never {status}; say why under reason',
      values: { status: values.status },
    });
  }
  const add = (pointer: string, message: string): void => void problems.push({ pointer, message });
  const known = new Set(asked.subRequirements);
  for (const id of Object.keys(values.sub_statuses)) {
    if (!known.has(id)) add(`/sub_statuses/${id}`, 'is no sub-requirement of this requirement');
  }
  const contradicting = contradiction(values.status, values.sub_statuses);
  if (contradicting !== undefined) {
    problems.push({
      pointer: '/status',
      message: 'cannot be {status}: {part} is {part_status}',
      values: {
        status: values.status,
        part: contradicting,
        part_status: values.sub_statuses[contradicting]!,
      },
    });
  }
  for (const [at, { title, url }] of values.evidence.entries()) {
    if (title === '') add(`/evidence/${at}/title`, 'must not be blank');
    if (url === '') add(`/evidence/${at}/url`, 'must not be blank');
    else if (/^[a-z][a-z0-9+.-]*:/i.test(url) && !/^https?:\/\//i.test(url)) {
      add(`/evidence/${at}/url`, 'takes http, https, or a place in words');
    }
  }
  for (const field of ['reason', 'implementation', 'responsible', 'assessor'] as const) {
    if (values[field].includes('\0')) add(`/${field}`, 'must not contain U+0000');
  }
  return problems;
}

function* dispensableProblems(
  { status, dispensable_as, reason }: AnswerValues,
  level: RequirementLevel,
): Generator<AnswerProblem> {
  if (status !== 'dispensable') {
    if (dispensable_as !== null)
      yield { pointer: '/dispensable_as', message: 'is for the status dispensable' };
    return;
  }
  if (reason === '') yield { pointer: '/reason', message: 'is needed: why is the requirement dispensable?' };
  if (dispensable_as === null) {
    yield { pointer: '/dispensable_as', message: 'is needed: not_applicable, alternative or risk_accepted' };
  } else if (dispensable_as === 'risk_accepted' && !mayAcceptRisk(level)) {
    yield {
      pointer: '/dispensable_as',
      message: 'the gap of a Basis requirement cannot be accepted as a risk',
    };
  }
}

type SubStatuses = Readonly<Record<string, AssessmentStatus>>;

/** Which states of a part go with a state of the whole. */
const fitting: Record<AssessmentStatus, readonly AssessmentStatus[]> = {
  open: ['open', 'yes', 'partial', 'no', 'dispensable'],
  yes: ['open', 'yes', 'dispensable'],
  partial: ['open', 'yes', 'partial', 'no', 'dispensable'],
  no: ['open', 'no', 'dispensable'],
  dispensable: ['open', 'dispensable'],
};

/** @returns the id of a sub-requirement whose state excludes that of the requirement */
export function contradiction(status: AssessmentStatus, parts: SubStatuses): string | undefined {
  return Object.keys(parts).find((id) => !fitting[status].includes(parts[id]!));
}

/**
 * The state that follows from the states of the sub-requirements: each counts, a dispensable one asks for nothing.
 * @param ids of all of them
 * @returns 'open' while one is open and the others do not decide it
 */
export function statusOfParts(ids: readonly string[], parts: SubStatuses): AssessmentStatus {
  const states = new Set(ids.map((id) => parts[id] ?? 'open'));
  states.delete('dispensable');
  if (states.size === 0) return ids.length === 0 ? 'open' : 'dispensable';
  if (states.has('partial') || (states.has('yes') && states.has('no'))) return 'partial';
  if (states.has('open')) return 'open';
  return states.has('yes') ? 'yes' : 'no';
}
