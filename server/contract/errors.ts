import { type Fault, faultText } from './fault.js';

/**
 * The one table of coded errors. Every error that leaves the program (HTTP, CLI, log) has a row here;
 * `docs/errors.md` lists the same rows and a test holds both equal.
 */
export const errorTable = {
  VALIDATION: { status: 400, retryable: false, message: 'The request does not have the expected form.' },
  QUERY_SYNTAX: { status: 400, retryable: false, message: 'The search query cannot be read.' },
  CURSOR_INVALID: {
    status: 400,
    retryable: false,
    message: 'The cursor is not one that this service gave out.',
  },
  BATCH_MALFORMED: {
    status: 400,
    retryable: false,
    message: 'The batch is not a well-formed Grundwacht batch.',
  },
  CATALOG_MALFORMED: {
    status: 400,
    retryable: false,
    message: 'The catalogue file cannot be read as a catalogue.',
  },
  TABLE_MALFORMED: {
    status: 400,
    retryable: false,
    message: 'The file cannot be read as a table.',
  },
  SCAN_MALFORMED: {
    status: 400,
    retryable: false,
    message: 'The file cannot be read as the result of a scan.',
  },
  PASSWORD_TOO_COMMON: {
    status: 400,
    retryable: false,
    message: 'The password is easy to guess. Take another one.',
  },
  UNAUTHENTICATED: { status: 401, retryable: false, message: 'Log in first.' },
  CREDENTIALS_WRONG: { status: 401, retryable: false, message: 'User name or password is wrong.' },
  SECOND_FACTOR_WRONG: { status: 401, retryable: false, message: 'The code is wrong or was used already.' },
  PASSKEY_REFUSED: { status: 401, retryable: false, message: 'The passkey is not valid here.' },
  LOGIN_EXPIRED: { status: 401, retryable: false, message: 'That took too long. Begin again.' },
  COLLECTOR_UNKNOWN: {
    status: 401,
    retryable: false,
    message: "The collector's token or certificate is not valid.",
  },
  LOCAL_LOGIN_OFF: {
    status: 403,
    retryable: false,
    message: 'Log in at the OpenID provider: passwords are switched off here.',
  },
  FORBIDDEN: { status: 403, retryable: false, message: 'Your role does not allow this.' },
  COLLECTOR_NETWORK: {
    status: 403,
    retryable: false,
    message: 'The collector may not send from this address.',
  },
  ORIGIN_REFUSED: { status: 403, retryable: false, message: 'The request comes from a foreign origin.' },
  REAUTHENTICATION_REQUIRED: {
    status: 403,
    retryable: false,
    message: 'Confirm first that it is you: POST /api/v1/session/confirm.',
  },
  SECOND_FACTOR_REQUIRED: {
    status: 403,
    retryable: false,
    message: 'Set up a second factor first.',
  },
  PASSWORD_CHANGE_REQUIRED: { status: 403, retryable: false, message: 'Change the one-time password first.' },
  PASSPHRASE_WRONG: { status: 403, retryable: false, message: 'The passphrase does not open the key.' },
  NOT_FOUND: { status: 404, retryable: false, message: 'There is no such resource.' },
  CONFLICT: {
    status: 409,
    retryable: false,
    message: 'Somebody else changed this in the meantime. Reload and try again.',
  },
  TRANSITION_INVALID: {
    status: 409,
    retryable: false,
    message: 'An alert cannot change from its state into that one.',
  },
  ALREADY_EXISTS: { status: 409, retryable: false, message: 'There is already one with this name.' },
  LAST_ADMINISTRATOR: {
    status: 409,
    retryable: false,
    message: 'At least one enabled administrator must remain.',
  },
  DEPENDENCY_CYCLE: {
    status: 409,
    retryable: false,
    message: 'The objects would depend on each other in a circle.',
  },
  CASE_UNFINISHED: {
    status: 409,
    retryable: false,
    message: 'The case cannot be closed yet: something is still to be decided, reported or done.',
  },
  STILL_IN_USE: { status: 409, retryable: false, message: 'Something else still depends on this.' },
  BODY_TOO_LARGE: { status: 413, retryable: false, message: 'The body is larger than allowed.' },
  MEDIA_TYPE_UNSUPPORTED: {
    status: 415,
    retryable: false,
    message: 'The body must be of the media type application/json.',
  },
  RULE_TOO_SLOW: {
    status: 422,
    retryable: false,
    message: 'The rule took too long for the events. Simplify it or give it fewer events.',
  },
  QUERY_CANCELLED: { status: 499, retryable: false, message: 'Nobody waits for the search any more.' },
  RATE_LIMITED: { status: 429, retryable: true, message: 'Too many attempts. Wait and try again.' },
  INTERNAL: { status: 500, retryable: false, message: 'An unexpected error occurred.' },
  QUERY_TIMEOUT: {
    status: 504,
    retryable: false,
    message: 'The search took too long. Narrow the time range or add a filter.',
  },
  STORAGE_STALLED: {
    status: 503,
    retryable: true,
    message: 'Storage does not accept writes at the moment. Send the batch again later.',
  },
  NOT_READY: { status: 503, retryable: true, message: 'The service is starting or stopping.' },
  CONFIG_INVALID: { status: 500, retryable: false, message: 'The configuration is not valid.' },
  PORT_IN_USE: { status: 500, retryable: false, message: 'A port that Grundwacht needs is in use.' },
  DATABASE_UNAVAILABLE: { status: 503, retryable: true, message: 'The database does not answer.' },
  DATABASE_ROLE_MISSING: {
    status: 500,
    retryable: false,
    message: 'The database lacks the role that the API connects as.',
  },
  DATABASE_TOO_NEW: {
    status: 500,
    retryable: false,
    message: 'A newer version of Grundwacht has changed this database. Start that version.',
  },
  PSEUDONYM_KEY_UNAVAILABLE: {
    status: 503,
    retryable: true,
    message:
      'The keys for pseudonyms cannot be read; events wait in the journal rather than being stored in clear.',
  },
  SECRET_KEY_LOST: {
    status: 500,
    retryable: false,
    message: 'The key that opens stored secrets is not there, or is another one.',
  },
  JOURNAL_CORRUPT: { status: 500, retryable: false, message: 'A journal segment is damaged.' },
  SNAPSHOT_INVALID: {
    status: 500,
    retryable: false,
    message: 'A snapshot of the detection state cannot be used.',
  },
  BACKUP_DAMAGED: {
    status: 500,
    retryable: false,
    message: 'A backup is not as it was made, or cannot be read with this key.',
  },
  FILE_UNREADABLE: { status: 500, retryable: false, message: 'A file cannot be read.' },
} as const satisfies Record<string, { status: number; retryable: boolean; message: string }>;

export type ErrorCode = keyof typeof errorTable;

/**
 * An error of the table above.
 * @param code row of {@link errorTable}
 * @param what exactly, where (file, line, field, JSON pointer), and what to do; never a secret. A person at the
 * dashboard reads it in German by the catalogue, so a text with values in it is a {@link Fault}
 */
export class GrundwachtError extends Error {
  readonly code: ErrorCode;
  /** In English. */
  readonly detail: string | undefined;
  /** The same in parts. */
  readonly faults: readonly Fault[];
  readonly retryAfterSeconds: number | undefined;

  constructor(
    code: ErrorCode,
    what?: string | Fault | readonly Fault[],
    options?: { cause?: unknown; retryAfterSeconds?: number },
  ) {
    const faults = faultsOf(what);
    const detail = faults.length === 0 ? undefined : faultText(faults);
    super(
      detail ?? errorTable[code].message,
      options?.cause === undefined ? undefined : { cause: options.cause },
    );
    this.name = 'GrundwachtError';
    this.code = code;
    this.detail = detail;
    this.faults = faults;
    this.retryAfterSeconds = options?.retryAfterSeconds;
  }

  get status(): number {
    return errorTable[this.code].status;
  }

  /** Whether the same call can succeed later without being changed. */
  get retryable(): boolean {
    return errorTable[this.code].retryable;
  }
}

function faultsOf(what: string | Fault | readonly Fault[] | undefined): readonly Fault[] {
  if (what === undefined) return [];
  if (typeof what === 'string') return [{ message: what }];
  return 'message' in what ? [what] : what;
}
