import type { Level } from '../../server/contract/detection.js';

/** Worst first. */
export const levelOrder: readonly Level[] = ['critical', 'high', 'medium', 'low', 'informational'];
