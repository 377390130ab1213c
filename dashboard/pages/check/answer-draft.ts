import type {
  Assessment,
  AssessmentInput,
  AssessmentStatus,
  DispensableGround,
  EvidenceLink,
} from '../../../server/contract/check.js';

/** An answer as the form holds it: every field as it is typed. */
export interface AnswerDraft {
  status: AssessmentStatus;
  dispensable_as: DispensableGround | 'none';
  reason: string;
  implementation: string;
  responsible: string;
  due: string;
  assessor: string;
  /** Separated by commas. */
  interviewees: string;
  assessed_on: string;
  cost_once: string;
  cost_yearly: string;
  evidence: EvidenceLink[];
  sub_statuses: Record<string, AssessmentStatus>;
}

/** @returns what the form begins with: what was said, or nothing */
export function draftOf(said: Assessment | null): AnswerDraft {
  return {
    status: said?.status ?? 'open',
    dispensable_as: said?.dispensable_as ?? 'none',
    reason: said?.reason ?? '',
    implementation: said?.implementation ?? '',
    responsible: said?.responsible ?? '',
    due: said?.due ?? '',
    assessor: said?.assessor ?? '',
    interviewees: said?.interviewees.join(', ') ?? '',
    assessed_on: said?.assessed_on ?? '',
    cost_once: said?.cost_once?.toString() ?? '',
    cost_yearly: said?.cost_yearly?.toString() ?? '',
    evidence: said?.evidence ?? [],
    sub_statuses: said?.sub_statuses ?? {},
  };
}

/** @returns what the API takes */
export function inputOf(draft: AnswerDraft): AssessmentInput {
  const { status, dispensable_as, interviewees, due, assessed_on, cost_once, cost_yearly, evidence } = draft;
  return {
    ...draft,
    dispensable_as: status === 'dispensable' && dispensable_as !== 'none' ? dispensable_as : null,
    due: due === '' ? null : due,
    assessed_on: assessed_on === '' ? null : assessed_on,
    interviewees: interviewees
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    cost_once: eurosOf(cost_once),
    cost_yearly: eurosOf(cost_yearly),
    evidence: evidence.filter(({ title, url }) => title.trim() !== '' && url.trim() !== ''),
  };
}

function eurosOf(text: string): number | null {
  return isEuros(text) && text.trim() !== '' ? Number(text.trim()) : null;
}

const isEuros = (text: string): boolean => /^\s*\d{0,9}\s*$/.test(text);

/** What keeps a draft from being stored, by field. */
export interface DraftFaults {
  reason: boolean;
  dispensable_as: boolean;
  cost_once: boolean;
  cost_yearly: boolean;
}

/** @returns which fields have to be mended before the draft can be stored */
export function faultsOf({
  status,
  reason,
  dispensable_as,
  cost_once,
  cost_yearly,
}: AnswerDraft): DraftFaults {
  const dispensable = status === 'dispensable';
  return {
    reason: dispensable && reason.trim() === '',
    dispensable_as: dispensable && dispensable_as === 'none',
    cost_once: !isEuros(cost_once),
    cost_yearly: !isEuros(cost_yearly),
  };
}

/** @returns the state that the parts agree on; undefined while they leave it open */
export function agreedStatus(
  ids: readonly string[],
  parts: Readonly<Record<string, AssessmentStatus>>,
): AssessmentStatus | undefined {
  const count = (status: AssessmentStatus): number =>
    ids.filter((id) => (parts[id] ?? 'open') === status).length;
  const dispensable = count('dispensable');
  if (count('partial') > 0 || (count('yes') > 0 && count('no') > 0)) return 'partial';
  if (count('open') > 0 || dispensable === ids.length) return undefined;
  return count('yes') + dispensable === ids.length ? 'yes' : 'no';
}
