import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Signer } from './evidence/signer.js';
import { stampHeads } from './evidence-stamps.js';
import { each } from './store/each.js';
import type { Database } from './store/tables.js';
import { makeTreeHead, waitingTenants } from './store/tree-heads.js';

/** What is in no head can be changed unseen: heads are made more often than every hour. */
const everyMs = 10 * 60_000;

export interface EvidenceWatchOptions {
  signer: Signer;
  /** URL of a time-stamping service; empty: none. */
  timestamps: string;
  logger: Logger;
}

/**
 * Makes a tree head for each tenant with new leaves, now and every ten minutes, and has heads stamped.
 * @returns ends it
 */
export function startEvidenceWatch(db: Kysely<Database>, options: EvidenceWatchOptions): () => Promise<void> {
  let running = work(db, options);
  const timer = setInterval(() => {
    running = running.then(() => work(db, options));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function work(
  db: Kysely<Database>,
  { signer, timestamps, logger }: EvidenceWatchOptions,
): Promise<void> {
  try {
    await each(await waitingTenants(db), async (tenant) => {
      const head = await makeTreeHead(db, tenant, signer, Date.now());
      logger.info({ tenant, size: head?.size }, 'tree_head');
    });
    if (timestamps === '') return;
    for (const reason of await stampHeads(db, timestamps, Date.now())) {
      logger.warn({ reason }, 'time_stamp_failed');
    }
  } catch (err) {
    logger.error({ err }, 'tree_head_failed');
  }
}
