import type { Classification, Evidence } from '../../../server/contract/evidence.js';

export const classificationNames: readonly Classification[] = [
  'public',
  'internal',
  'confidential',
  'strict',
];
export const evidenceStates: readonly Evidence['state'][] = ['valid', 'expiring', 'expired', 'withdrawn'];
