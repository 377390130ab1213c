import type { ScopeId } from '../../api/check.js';

/** @returns path of the interview about one Baustein in one scope */
export const interviewPath = (baustein: string, scope: ScopeId): string =>
  `/check/interview/${encodeURIComponent(baustein)}/${encodeURIComponent(scope)}`;

/** @returns path of the sheets of one Baustein */
export const bausteinSheetsPath = (baustein: string): string =>
  `/check/bausteine/${encodeURIComponent(baustein)}`;

/** @returns path of the sheets of one scope */
export const scopeSheetsPath = (scope: ScopeId): string => `/check/scopes/${encodeURIComponent(scope)}`;
