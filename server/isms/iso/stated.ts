import type {
  AuditInput,
  AuditState,
  FindingInput,
  FindingKind,
  ImplementationState,
  SoaGround,
  StatementInput,
} from '../../contract/iso.js';
import type { FieldProblem } from '../structure/target-object.js';

const trimmed = (text: string | undefined): string => (text ?? '').trim().normalize('NFC');

/** What a person says of a control, with every optional field filled in. */
export interface StatedControl {
  applicable: boolean;
  grounds: SoaGround[];
  justification: string;
  override: { state: ImplementationState; reason: string } | null;
  responsible: string;
}

/** Fills in what was left out and trims the texts. */
export function normaliseStatement(input: StatementInput): StatedControl {
  return {
    applicable: input.applicable,
    grounds: input.grounds ?? [],
    justification: trimmed(input.justification),
    override: input.override ? { ...input.override, reason: trimmed(input.override.reason) } : null,
    responsible: trimmed(input.responsible),
  };
}

/** @returns every fault (ISO/IEC 27001:2022, 6.1.3 d: an exclusion is justified); empty when it can be stored */
export function statementProblems(stated: StatedControl): FieldProblem[] {
  const problems = withoutNull({ ...stated, overridden: stated.override?.reason ?? '' }, [
    'justification',
    'responsible',
    'overridden',
  ]);
  if (!stated.applicable && stated.justification === '') {
    problems.push({ pointer: '/justification', message: 'say why the control is not applied' });
  }
  if (!stated.applicable && stated.override !== null) {
    problems.push({ pointer: '/override', message: 'what is not applied has no state' });
  }
  if (stated.override?.reason === '') {
    problems.push({
      pointer: '/override/reason',
      message: 'a state that is not the derived one needs its reason',
    });
  }
  return problems;
}

/** What a person says of an audit, with every optional field filled in. */
export interface StatedAudit {
  title: string;
  scope: string;
  criteria: string;
  auditor: string;
  starts: string;
  ends: string;
  state: AuditState;
  summary: string;
}

/** Fills in what was left out and trims the texts. */
export function normaliseAudit(input: AuditInput): StatedAudit {
  return {
    title: trimmed(input.title),
    scope: trimmed(input.scope),
    criteria: trimmed(input.criteria),
    auditor: trimmed(input.auditor),
    starts: input.starts,
    ends: input.ends,
    state: input.state ?? 'planned',
    summary: trimmed(input.summary),
  };
}

/** @returns every fault (ISO/IEC 27001:2022, 9.2.2: criteria, scope and auditor are defined); empty: none */
export function auditProblems(audit: StatedAudit): FieldProblem[] {
  const problems = withoutNull(audit, ['title', 'scope', 'criteria', 'auditor', 'summary']);
  if (audit.title === '') problems.push({ pointer: '/title', message: 'must not be blank' });
  if (audit.ends < audit.starts) problems.push({ pointer: '/ends', message: 'is before /starts' });
  if (audit.state !== 'running' && audit.state !== 'reported') return problems;
  for (const name of ['scope', 'criteria', 'auditor'] as const) {
    if (audit[name] === '') {
      problems.push({ pointer: `/${name}`, message: 'is to be defined before the audit begins' });
    }
  }
  return problems;
}

/** What a person says of a finding, with every optional field filled in. */
export interface StatedFinding {
  kind: FindingKind;
  title: string;
  description: string;
  control: string;
  target_object: string | null;
  cause: string;
  closed: boolean;
  verification: string;
}

/** Fills in what was left out and trims the texts. */
export function normaliseFinding(input: FindingInput): StatedFinding {
  return {
    kind: input.kind,
    title: trimmed(input.title),
    description: trimmed(input.description),
    control: trimmed(input.control),
    target_object: input.target_object ?? null,
    cause: trimmed(input.cause),
    closed: input.closed ?? false,
    verification: trimmed(input.verification),
  };
}

/**
 * What does not go together (ISO/IEC 27001:2022, 10.2: a nonconformity's cause is determined, action is taken, its
 * effect is reviewed).
 * @param measures its corrective actions: all, and those of them that are still to be done
 * @returns every fault; empty when it can be stored
 */
export function findingProblems(
  finding: StatedFinding,
  measures: { all: number; open: number },
): FieldProblem[] {
  const problems = withoutNull(finding, ['title', 'description', 'control', 'cause', 'verification']);
  if (finding.title === '') problems.push({ pointer: '/title', message: 'must not be blank' });
  if (!finding.closed) return problems;
  if (measures.open > 0) {
    problems.push({
      pointer: '/closed',
      message: '{count} corrective actions are still to be done',
      values: { count: measures.open },
    });
  }
  if (finding.kind !== 'recommendation') {
    if (measures.all === 0) problems.push({ pointer: '/closed', message: 'no corrective action was taken' });
    if (finding.cause === '') problems.push({ pointer: '/cause', message: 'determine the cause first' });
    if (finding.verification === '') {
      problems.push({ pointer: '/verification', message: 'say how the effect was verified' });
    }
  }
  return problems;
}

function withoutNull<T extends object>(values: T, names: readonly (keyof T & string)[]): FieldProblem[] {
  return names
    .filter((name) => String(values[name]).includes('\0'))
    .map((name) => ({ pointer: `/${name}`, message: 'must not contain U+0000' }));
}
