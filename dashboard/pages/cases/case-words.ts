import type { CaseCategory, CaseState, PersonalData } from '../../../server/contract/case.js';
import type { Role } from '../../../server/contract/identity.js';
import { useSession } from '../../state/session.js';

/** In the order in which a case goes through them. */
export const caseStates = Object.keys({
  open: true,
  contained: true,
  recovering: true,
  closed: true,
} satisfies Record<CaseState, true>) as CaseState[];

/** As ENISA's taxonomy lists them. */
export const caseCategories = Object.keys({
  malicious_code: true,
  intrusion: true,
  intrusion_attempt: true,
  information_gathering: true,
  information_content_security: true,
  availability: true,
  fraud: true,
  abusive_content: true,
  vulnerable: true,
  other: true,
  test: true,
} satisfies Record<CaseCategory, true>) as CaseCategory[];

export const personalDataStates = Object.keys({
  unknown: true,
  none: true,
  possible: true,
  affected: true,
} satisfies Record<PersonalData, true>) as PersonalData[];

/** What the user may do with cases; the server decides, this only spares people a refusal. */
export function useCaseRights() {
  const roles = useSession().user?.roles ?? [];
  const any = (...some: Role[]) => roles.some((role) => some.includes(role));
  return {
    /** Works on cases. */
    work: any('admin', 'analyst'),
    /** Decides on duties, records reports, writes the timeline and lessons. */
    report: any('admin', 'analyst', 'isb'),
    /** Makes findings and measures of lessons. */
    raise: any('admin', 'isb'),
    /** Sets the city's own deadlines. */
    deadlines: any('admin', 'isb'),
  };
}
