import { GrundwachtError } from '../../server/contract/errors.js';

/** What became of a batch that was sent. */
export type SendOutcome =
  | { kind: 'accepted'; accepted: number; duplicate: boolean }
  /** Not taken now; the same batch can be taken later. */
  | { kind: 'retry'; reason: string; retryAfterMs?: number }
  /** Never will be taken. */
  | { kind: 'rejected'; reason: string };

/**
 * Hands an encoded batch to the ingestion service. Never throws: trouble is an outcome.
 * @param bytes not to be changed
 */
export type Send = (bytes: Buffer, signal: AbortSignal) => Promise<SendOutcome>;

/**
 * For the set-up in one process: the ingestion service is called directly.
 * @param submit takes an encoded batch, resolves when it is durable, throws GrundwachtError
 */
export function sendInProcess(
  submit: (bytes: Buffer) => Promise<{ accepted: number; duplicate: boolean }>,
): Send {
  return async (bytes) => {
    try {
      const { accepted, duplicate } = await submit(bytes);
      return { kind: 'accepted', accepted, duplicate };
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!(error instanceof GrundwachtError)) return { kind: 'retry', reason };
      if (isRefusal(error.status)) return { kind: 'rejected', reason: `${error.code}: ${reason}` };
      const { retryAfterSeconds } = error;
      return {
        kind: 'retry',
        reason: `${error.code}: ${reason}`,
        ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1000 }),
      };
    }
  };
}

/**
 * Whether a status says that this batch itself is wrong. A token that is not valid (401, 403), a wrong path (404)
 * or a limit of the moment (408, 409, 425, 429) is mended outside of the batch, which is kept meanwhile.
 */
export function isRefusal(status: number): boolean {
  return status === 400 || status === 413 || status === 415 || status === 422;
}
