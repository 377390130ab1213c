import type { Trust } from '../../../collectors/service/trust.js';
import { Backoff } from '../../../collectors/ship/backoff.js';
import { httpSend } from '../../../collectors/ship/http-send.js';
import { type Envelope, encodeBatch } from '../../contract/envelope.js';
import { GrundwachtError } from '../../contract/errors.js';

const giveUpAfter = 30;

export interface SenderOptions {
  /** Base URL of the server. */
  url: string;
  collector: string;
  token: string;
  /** How the server is recognised, over HTTPS. */
  trust?: Trust;
  /** Id of this run: a new one starts a new count of batches. */
  epoch: string;
  /** Ends a request under way and the attempts. */
  signal: AbortSignal;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Ships batches to the ingestion service in order and tries again while the service cannot take them. What is not
 * acknowledged is not spooled: the demo's records are made up anyway.
 * @returns a function that resolves to the number of records that were stored; 0 when the signal came first
 * @throws GrundwachtError STORAGE_STALLED (from that function) when the service refuses or never answers
 */
export function createSender(options: SenderOptions): (records: Envelope[]) => Promise<number> {
  const send = httpSend(options);
  let sequence = 0;
  return async (records) => {
    if (records.length === 0) return 0;
    sequence += 1;
    const { collector, epoch, url, signal } = options;
    const bytes = encodeBatch({ collector, epoch, sequence, records });
    const backoff = new Backoff(Math.random);
    let reason = '';
    for (let attempt = 0; attempt < giveUpAfter; attempt += 1) {
      const outcome = await send(bytes, signal);
      if (outcome.kind === 'accepted') return records.length;
      if (signal.aborted) return 0;
      reason = outcome.reason;
      if (outcome.kind === 'rejected') break;
      await options.sleep(backoff.next(outcome.retryAfterMs));
    }
    throw new GrundwachtError('STORAGE_STALLED', `${url} did not take a batch of the demo: ${reason}`);
  };
}
