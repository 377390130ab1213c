import type { RevealInput } from '../../../server/contract/pseudonym.js';

/** As the API lists them. */
export const legalBases = [
  'works-agreement',
  'land-law',
  'bdsg-26',
  'gdpr-6-1-c',
  'gdpr-6-1-e',
  'gdpr-6-1-f',
  'another',
] as const satisfies readonly RevealInput['legal_basis'][];
