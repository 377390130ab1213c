import type { Applies, ClockStep, DutyDecision, LawDuty, OwnDeadline } from '../contract/case-duty.js';
import type { Localized } from '../contract/detection.js';

/** What is known of a duty to report, whoever's it is. */
export interface Duty {
  duty: string;
  name: Localized;
  basis: string;
  starts: 'aware' | 'opened';
  steps: readonly DutyStep[];
}

/** `after: 'report'`: a month from that report on; else hours from the start. */
export interface DutyStep {
  step: ClockStep;
  name: Localized;
  recipient: string;
  hours: number | null;
}

/** A duty with what was decided of it in a case. */
export interface DecidedDuty extends Duty {
  applies: Applies;
  /** Milliseconds since the epoch. */
  awareAt: number | null;
}

/**
 * Article 33 (1) GDPR: without undue delay and, where feasible, within 72 hours. § 32 (1) BSIG (transposing Article
 * 23 (4) of Directive (EU) 2022/2555): early warning within 24 hours, report within 72 hours, each after becoming aware;
 * final report a month after the report was submitted.
 */
const law: Record<LawDuty, Omit<Duty, 'duty'>> = {
  gdpr33: {
    name: { de: 'Art. 33 DSGVO', en: 'Art. 33 GDPR' },
    basis: 'Art. 33 DSGVO',
    starts: 'aware',
    steps: [
      {
        step: 'notification',
        name: { de: 'Meldung an die Datenschutzaufsicht', en: 'Notification of the supervisory authority' },
        recipient: 'Datenschutzaufsichtsbehörde',
        hours: 72,
      },
    ],
  },
  bsig32: {
    name: { de: '§ 32 BSIG', en: '§ 32 BSIG' },
    basis: '§ 32 Abs. 1 BSIG',
    starts: 'aware',
    steps: [
      {
        step: 'early_warning',
        name: { de: 'Frühe Erstmeldung', en: 'Early warning' },
        recipient: 'BSI',
        hours: 24,
      },
      { step: 'report', name: { de: 'Meldung', en: 'Incident notification' }, recipient: 'BSI', hours: 72 },
      {
        step: 'final_report',
        name: { de: 'Abschlussmeldung', en: 'Final report' },
        recipient: 'BSI',
        hours: null,
      },
    ],
  },
};

/** @returns a duty of the law */
export const lawDuty = (duty: LawDuty): Duty => ({ duty, ...law[duty] });

/** @returns whether a duty is one of the law */
export const isLawDuty = (duty: string): duty is LawDuty => Object.hasOwn(law, duty);

/** @returns the duty that an own deadline is */
export function ownDuty(
  deadline: Pick<OwnDeadline, 'id' | 'name' | 'recipient' | 'basis' | 'hours' | 'starts'>,
): Duty {
  const { id, name, recipient, basis, hours, starts } = deadline;
  const both = { de: name, en: name };
  return { duty: id, name: both, basis, starts, steps: [{ step: 'own', name: both, recipient, hours }] };
}

/** @param decisions latest first */
export function decided(duty: Duty, decisions: readonly DutyDecision[]): DecidedDuty {
  const [latest] = decisions;
  const awareAt = latest?.aware_at == null ? null : Date.parse(latest.aware_at);
  return { ...duty, applies: latest?.applies ?? 'undecided', awareAt };
}
