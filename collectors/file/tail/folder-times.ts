import { statOf } from './find-matches.js';

/** Times of folders have a grain, too: one that has just changed may change again within the same time. */
const restMs = 50;

interface Seen {
  changed: bigint;
  /** It had not changed for a while when it was looked at. */
  isSettled: boolean;
}

/** Tells whether files have come, gone or been renamed in a folder since it was looked into. */
export class FolderTimes {
  private seen = new Map<string, Seen>();
  private readonly now: () => number;

  /** @param now clock, milliseconds since the epoch */
  constructor(now: () => number) {
    this.now = now;
  }

  /** The folders are looked into now. @returns those in which nothing has changed since the last time */
  async look(folders: Iterable<string>): Promise<Set<string>> {
    const before = this.seen;
    this.seen = new Map();
    const same = new Set<string>();
    for (const folder of folders) {
      const changed = await this.changeOf(folder);
      const last = before.get(folder);
      if (last?.isSettled && last.changed === changed) same.add(folder);
      this.seen.set(folder, { changed, isSettled: this.now() - Number(changed) / 1e6 > restMs });
    }
    return same;
  }

  /** Whether nothing has changed since the folder was looked into. */
  async isSame(folder: string): Promise<boolean> {
    const last = this.seen.get(folder);
    return last?.isSettled === true && last.changed === (await this.changeOf(folder));
  }

  private async changeOf(folder: string): Promise<bigint> {
    return (await statOf(folder).catch(() => undefined))?.mtimeNs ?? -1n;
  }
}
