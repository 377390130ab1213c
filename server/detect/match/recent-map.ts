/** Values per generation; two generations are kept. */
const generationSize = 8192;

/** A map that forgets what was not asked for in a long time. */
export class RecentMap<V> {
  private young = new Map<string, V>();
  private old = new Map<string, V>();

  get(key: string): V | undefined {
    return this.young.get(key) ?? this.promote(key);
  }

  /** @param key a text of its own: a slice would keep in memory what it was cut from */
  set(key: string, value: V): void {
    if (this.young.size >= generationSize) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(key, value);
  }

  clear(): void {
    this.young = new Map();
    this.old = new Map();
  }

  private promote(key: string): V | undefined {
    const known = this.old.get(key);
    if (known !== undefined) this.set(key, known);
    return known;
  }
}
