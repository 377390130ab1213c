import { GrundwachtError } from '../../contract/errors.js';
import type { Fault } from '../../contract/fault.js';

/**
 * Runs a search within its limits.
 * @param search gets a signal that it ends with
 * @throws GrundwachtError QUERY_TIMEOUT, QUERY_CANCELLED
 */
export async function within<T>(
  { signal, timeoutMs }: { signal?: AbortSignal | undefined; timeoutMs: number },
  search: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const cancel = (): void => ending.abort(new GrundwachtError('QUERY_CANCELLED'));
  const timer = setTimeout(
    () => ending.abort(new GrundwachtError('QUERY_TIMEOUT', timeoutFault(timeoutMs))),
    timeoutMs,
  );
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel);
  try {
    return await search(ending.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}

function timeoutFault(timeoutMs: number): Fault {
  return {
    message:
      'the search took longer than {seconds} s: narrow the time range, or add a filter such as host.name:...',
    values: { seconds: Math.round(timeoutMs / 1000) },
  };
}

/** @returns whether a search ended because its time was over: what it has found by then is worth showing */
export function isTimeOver({ reason }: AbortSignal): boolean {
  return reason instanceof GrundwachtError && reason.code === 'QUERY_TIMEOUT';
}
