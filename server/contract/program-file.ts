import { existsSync } from 'node:fs';

/** Threads and child processes of the program, each a file of its own, also where the rest is bundled. */
const marker = 'server/detection/thread-main.js';

/**
 * A file of the program beside the one that runs: of the compiled modules in `build`, or of the bundle in
 * `build/program` (`server/bundle.mjs`), whose parts lie elsewhere than their sources.
 * @param path of the compiled module below `build`, such as `server/backtest/thread.js`
 * @throws Error when no parent folder of this file holds the program
 */
export function programFile(path: string): URL {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    if (existsSync(new URL(marker, folder))) return new URL(path, folder);
    if (folder.pathname === '/' || folder.href === new URL('..', folder).href)
      throw new Error(`${path} of Grundwacht not found: build the program again (npm run build)`);
  }
}
