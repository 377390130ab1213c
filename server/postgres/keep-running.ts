import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { isPostgresOf } from './pid-file.js';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './supervisor.js';

export interface KeepOptions extends PostgresOptions {
  logger: Pick<Logger, 'error' | 'warn'>;
  /** Time between two looks, milliseconds. */
  everyMs?: number;
}

/**
 * {@link startPostgres}, and starts it again at the same address when it ends although nobody stopped it: a kernel
 * without memory kills whom it likes. Connections are made anew by themselves, and records wait in the journal meanwhile.
 * @throws GrundwachtError as {@link startPostgres}
 */
export async function keepPostgres({
  logger,
  everyMs = 2000,
  ...options
}: KeepOptions): Promise<Pick<EmbeddedPostgres, 'url' | 'stop'>> {
  let current = await startPostgres(options);
  const { url } = current;
  const port = Number(new URL(url).port);
  const cluster = join(resolve(options.dataDir), 'postgres');
  let looking: Promise<void> | undefined;

  const look = async (): Promise<void> => {
    if (isPostgresOf(current.pid, cluster)) return;
    logger.error({ pid: current.pid }, 'postgres_ended');
    try {
      current = await startPostgres({ ...options, port });
      logger.warn({ pid: current.pid }, 'postgres_started_again');
    } catch (err) {
      logger.error({ err }, 'postgres_not_started');
    }
  };
  const timer = setInterval(() => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
  }, everyMs).unref();

  return {
    url,
    async stop() {
      clearInterval(timer);
      await looking;
      await current.stop();
    },
  };
}
