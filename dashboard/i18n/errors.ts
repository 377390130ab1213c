import type { ErrorCode } from '../../server/contract/errors.js';
import { ApiError } from '../api/http.js';
import type { MessageKey, Messages } from './messages.js';

type Told = MessageKey extends infer K ? (K extends `error.${infer Code}` ? Code : never) : never;

/** Codes that nobody at the dashboard meets: of machines, of the command line and of starting. */
type Untold =
  | 'BATCH_MALFORMED'
  | 'COLLECTOR_UNKNOWN'
  | 'COLLECTOR_NETWORK'
  | 'CONFIG_INVALID'
  | 'PORT_IN_USE'
  | 'DATABASE_ROLE_MISSING'
  | 'DATABASE_TOO_NEW'
  | 'JOURNAL_CORRUPT'
  | 'SNAPSHOT_INVALID'
  | 'BACKUP_DAMAGED';

const told = {
  NETWORK: true,
  VALIDATION: true,
  QUERY_SYNTAX: true,
  CURSOR_INVALID: true,
  CATALOG_MALFORMED: true,
  TABLE_MALFORMED: true,
  SCAN_MALFORMED: true,
  PASSWORD_TOO_COMMON: true,
  UNAUTHENTICATED: true,
  CREDENTIALS_WRONG: true,
  SECOND_FACTOR_WRONG: true,
  PASSKEY_REFUSED: true,
  LOGIN_EXPIRED: true,
  LOCAL_LOGIN_OFF: true,
  FORBIDDEN: true,
  ORIGIN_REFUSED: true,
  REAUTHENTICATION_REQUIRED: true,
  SECOND_FACTOR_REQUIRED: true,
  PASSWORD_CHANGE_REQUIRED: true,
  PASSPHRASE_WRONG: true,
  NOT_FOUND: true,
  CONFLICT: true,
  TRANSITION_INVALID: true,
  ALREADY_EXISTS: true,
  LAST_ADMINISTRATOR: true,
  DEPENDENCY_CYCLE: true,
  CASE_UNFINISHED: true,
  STILL_IN_USE: true,
  BODY_TOO_LARGE: true,
  MEDIA_TYPE_UNSUPPORTED: true,
  RULE_TOO_SLOW: true,
  QUERY_CANCELLED: true,
  RATE_LIMITED: true,
  INTERNAL: true,
  QUERY_TIMEOUT: true,
  STORAGE_STALLED: true,
  NOT_READY: true,
  DATABASE_UNAVAILABLE: true,
  PSEUDONYM_KEY_UNAVAILABLE: true,
  FILE_UNREADABLE: true,
  SECRET_KEY_LOST: true,
} as const satisfies Record<Exclude<ErrorCode, Untold> | 'NETWORK', true> & Record<Told, true>;

const isTold = (code: string): code is keyof typeof told => code in told;

/** @returns what a person should read about a failed call, in the user's language */
export function errorText(error: unknown, { t }: Messages): string {
  return t(error instanceof ApiError && isTold(error.code) ? `error.${error.code}` : 'error.INTERNAL');
}
