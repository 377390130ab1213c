import type { Target } from './target.js';
import { fileTargets } from './targets-files.js';
import { recordTargets } from './targets-records.js';

/** Every parser that reads bytes of others. */
export const targets: readonly Target[] = [...recordTargets, ...fileTargets];
