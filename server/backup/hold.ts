import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../postgres/pid-file.js';

/**
 * Files that are kept for the time of a backup by second names, whatever the server does with their first ones: the
 * journal is cut off, segments are merged, retention deletes. A killed backup's are removed by the next one.
 */
export class Hold {
  readonly #folder: string;
  #count = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param folder on the file system of what is to be held */
  static async open(folder: string): Promise<Hold> {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      const pid = Number(/^\.backup-(\d+)$/.exec(name)?.[1]);
      if (pid > 0 && (pid === process.pid || !isAlive(pid)))
        await rm(join(folder, name), { recursive: true, force: true });
    }
    const own = join(folder, `.backup-${process.pid}`);
    await mkdir(own, { mode: 0o700 });
    return new Hold(own);
  }

  /**
   * @returns the second name: one that the store's recovery leaves alone
   * @throws Error ENOENT when the file is gone
   */
  async keep(path: string): Promise<string> {
    const held = join(this.#folder, `held-${this.#count++}`);
    await link(path, held);
    return held;
  }

  async release(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
