import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

export interface RuleWatchOptions {
  /** Files and folders; those that are not there are watched too. */
  paths: readonly string[];
  /** Takes the rules anew; a failure is told once and tried again at the next change. */
  reload(): Promise<unknown>;
  logger: Logger;
  /** Between two looks, milliseconds. */
  intervalMs?: number;
}

/**
 * Notices that rules were installed, added, changed or removed. A look reads no file, only names, sizes and times of
 * change; it waits until they stay the same from one look to the next, so that nobody's half-written file is taken.
 * @returns ends the watch; resolves when no reload is under way
 */
export async function watchRules(options: RuleWatchOptions): Promise<() => Promise<void>> {
  const { paths, reload, logger, intervalMs = 5000 } = options;
  const stop = new AbortController();
  let taken = await fingerprint(paths);
  let seen = taken;

  async function look(): Promise<void> {
    const now = await fingerprint(paths);
    const settled = now === seen;
    seen = now;
    if (!settled || now === taken) return;
    taken = now;
    await reload().catch((err: unknown) => logger.error({ err }, 'rules_not_reloaded'));
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      await sleep(intervalMs, undefined, { signal: stop.signal, ref: false }).catch(() => undefined);
      if (!stop.signal.aborted) await look();
    }
  }

  const running = run();
  return async () => {
    stop.abort();
    await running;
  };
}

/** @returns what changes when a file below one of the paths does */
export async function fingerprint(paths: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const path of paths) await add(path, hash);
  return hash.digest('hex');
}

async function add(path: string, hash: ReturnType<typeof createHash>): Promise<void> {
  const info = await stat(path).catch(() => undefined);
  if (info?.isDirectory() !== true) {
    hash.update(`${path}\0${info?.size}\0${info?.mtimeMs}\0`);
    return;
  }
  const names = await readdir(path).catch(() => []);
  for (const name of names.sort()) if (!name.startsWith('.')) await add(join(path, name), hash);
}
