import { ApiError } from '../api/http.js';
import type { Messages } from './messages.js';

/** @returns what a person should read about a failed call, in the user's language */
export function errorText(error: unknown, { t }: Messages): string {
  if (!(error instanceof ApiError)) return t('error.INTERNAL');
  switch (error.code) {
    case 'NETWORK':
    case 'CATALOG_MALFORMED':
    case 'CREDENTIALS_WRONG':
    case 'FORBIDDEN':
    case 'NOT_FOUND':
    case 'CONFLICT':
    case 'ALREADY_EXISTS':
    case 'DEPENDENCY_CYCLE':
    case 'STILL_IN_USE':
    case 'SCAN_MALFORMED':
    case 'TABLE_MALFORMED':
    case 'BODY_TOO_LARGE':
    case 'RATE_LIMITED':
    case 'RULE_TOO_SLOW':
    case 'VALIDATION':
    case 'QUERY_SYNTAX':
    case 'NOT_READY':
    case 'ORIGIN_REFUSED':
    case 'DATABASE_UNAVAILABLE':
      return t(`error.${error.code}`);
    default:
      return t('error.INTERNAL');
  }
}
