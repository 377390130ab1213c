import type { AccessibilityFacts } from '../../server/contract/accessibility.js';
import { request } from './http.js';

/** What the accessibility statement says of this installation; nobody needs to be logged in. */
export const getAccessibility = (signal?: AbortSignal): Promise<AccessibilityFacts> =>
  request('accessibility', { signal });
