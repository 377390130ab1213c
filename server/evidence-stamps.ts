import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { readTimeStamp, StampRefused, timeStampRequest } from './evidence/time-stamp.js';
import { hostOf } from './notify/outgoing.js';
import { safeFetch } from './notify/safe-fetch.js';
import { noteStampFailure, storeStamp, unstampedHeads } from './store/head-stamps.js';
import type { Database } from './store/tables.js';

const timeoutMs = 20_000;
const maxReplyBytes = 64 * 1024;

/**
 * Has tree heads stamped by a service (RFC 3161). What fails is kept with the head, shown, and tried again later.
 * @param url of the service
 * @param now milliseconds since the epoch
 * @returns why heads were not stamped
 */
export async function stampHeads(db: Kysely<Database>, url: string, now: number): Promise<string[]> {
  const failures: string[] = [];
  for (const head of await unstampedHeads(db, now)) {
    try {
      const { reply, time } = await askForStamp(url, head.note);
      await storeStamp(db, head, reply, time);
    } catch (error) {
      const reason = reasonOf(error);
      failures.push(reason);
      await noteStampFailure(db, head, reason, now);
    }
  }
  return failures;
}

async function askForStamp(url: string, note: string): Promise<{ reply: Buffer; time: Date }> {
  const hash = createHash('sha256').update(note).digest();
  const nonce = randomBytes(16);
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: new Uint8Array(timeStampRequest(hash, nonce)),
  };
  // The operator has named this host, which may lie inside the organisation; nothing leads on to another one.
  const bounds = { allowPrivate: [hostOf(url)], timeoutMs, maxBytes: maxReplyBytes };
  const response = await safeFetch(url, request, bounds);
  if (!response.ok) throw new StampRefused(`the time-stamping service answered ${response.status}`);
  const reply = Buffer.from(await response.arrayBuffer());
  return { reply, time: readTimeStamp(reply, hash, nonce) };
}

function reasonOf(error: unknown): string {
  if (error instanceof StampRefused) return error.message;
  const { message, cause } = error as Error;
  const detail = cause instanceof Error ? `${message}: ${cause.message}` : message;
  return `the time-stamping service cannot be reached: ${detail}`;
}
