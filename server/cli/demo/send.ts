import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { batchMediaType, type Envelope, encodeBatch } from '../../contract/envelope.js';
import { GrundwachtError } from '../../contract/errors.js';

const compress = promisify(gzip);
const attempts = 30;
const requestTimeoutMs = 30_000;

export interface SenderOptions {
  /** Base URL of the server. */
  url: string;
  collector: string;
  token: string;
  /** Id of this run: a new one starts a new count of batches. */
  epoch: string;
  sleep(milliseconds: number): Promise<void>;
}

/**
 * Ships batches to the ingestion service in order and tries again while the service cannot take them.
 * @returns a function that returns when a batch is acknowledged
 */
export function createSender(options: SenderOptions): (records: Envelope[]) => Promise<void> {
  let sequence = 0;
  return async (records) => {
    if (records.length === 0) return;
    sequence += 1;
    const batch = { collector: options.collector, epoch: options.epoch, sequence, records };
    await deliver(await compress(encodeBatch(batch)), options);
  };
}

async function deliver(body: Buffer, { url, token, sleep }: SenderOptions): Promise<void> {
  let last = 'no answer';
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const reply = await post(`${url}/api/v1/ingest`, token, body);
    if (reply.ok) return;
    last = reply.why;
    if (!reply.retry) break;
    await sleep(reply.waitMs ?? Math.min(250 * 2 ** attempt, 5000));
  }
  throw new GrundwachtError('STORAGE_STALLED', `${url} did not take a batch of the demo: ${last}`);
}

interface Reply {
  ok: boolean;
  retry: boolean;
  why: string;
  waitMs: number | undefined;
}

async function post(url: string, token: string, body: Buffer): Promise<Reply> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      body: new Uint8Array(body),
      headers: {
        'content-type': batchMediaType,
        'content-encoding': 'gzip',
        authorization: `Bearer ${token}`,
      },
      signal: AbortSignal.timeout(requestTimeoutMs),
    });
    const text = await response.text();
    const wait = Number(response.headers.get('retry-after'));
    return {
      ok: response.ok,
      retry: response.status === 429 || response.status >= 500,
      why: `HTTP ${response.status} ${text.slice(0, 300)}`,
      waitMs: wait > 0 ? wait * 1000 : undefined,
    };
  } catch (error) {
    const cause = (error as Error).cause;
    const why = cause instanceof Error ? cause.message : (error as Error).message;
    return { ok: false, retry: true, why, waitMs: undefined };
  }
}
