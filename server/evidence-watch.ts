import type { Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Signer } from './evidence/signer.js';
import type { Database } from './store/tables.js';
import { makeTreeHead, waitingTenants } from './store/tree-heads.js';

/** What is in no head can be changed unseen: heads are made more often than every hour. */
const everyMs = 10 * 60_000;

/**
 * Makes a tree head for each tenant with new leaves, now and every ten minutes.
 * @returns ends it
 */
export function startEvidenceWatch(
  db: Kysely<Database>,
  signer: Signer,
  logger: Logger,
): () => Promise<void> {
  let running = makeHeads(db, signer, logger);
  const timer = setInterval(() => {
    running = running.then(() => makeHeads(db, signer, logger));
  }, everyMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

async function makeHeads(db: Kysely<Database>, signer: Signer, logger: Logger): Promise<void> {
  try {
    for (const tenant of await waitingTenants(db)) {
      const head = await makeTreeHead(db, tenant, signer, Date.now());
      logger.info({ tenant, size: head?.size }, 'tree_head');
    }
  } catch (err) {
    logger.error({ err }, 'tree_head_failed');
  }
}
