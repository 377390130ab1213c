import { createHash } from 'node:crypto';

/**
 * Tells repetitions of what comes in the order of its time: the same record is often in several files, such as a log
 * and its copy in a backup.
 */
export class Unique {
  private time = Number.NaN;
  private seen = new Set<string>();

  /**
   * @param time not before the one of the last call
   * @param parts what makes it the same
   * @returns whether this came for the first time
   */
  add(time: number, ...parts: readonly string[]): boolean {
    if (time !== this.time) {
      this.time = time;
      this.seen.clear();
    }
    const hash = createHash('sha256');
    for (const part of parts) hash.update(`${part.length}:`).update(part);
    const key = hash.digest('base64');
    if (this.seen.has(key)) return false;
    this.seen.add(key);
    return true;
  }
}
