/** What two editions of a catalogue are compared by. */
export interface DiffEntry {
  id: string;
  title: string;
  withdrawn: boolean;
  /** B, S, H; or security level, effort and modal verb of Grundschutz++, in one text. */
  level: string;
  /** Stays when the id changes. */
  altId: string | null;
  /** Of the text; null where no text is installed. */
  textSha256: string | null;
}

export interface DiffItem {
  id: string;
  title: string;
}

export interface CatalogDiff {
  added: DiffItem[];
  removed: DiffItem[];
  /** The same by its lasting identifier under another id. */
  moved: (DiffItem & { before: string })[];
  renamed: (DiffItem & { before: string })[];
  level_changed: (DiffItem & { before: string; after: string })[];
  /** ENTFALLEN in the new edition only. */
  withdrawn: DiffItem[];
  reworded: DiffItem[];
  /** Requirements whose texts could not be compared, because one of the editions has none. */
  texts_missing: number;
  unchanged: number;
}

/**
 * Compares two editions. A control is the same by its lasting identifier where both editions have such; otherwise by
 * its id.
 * @param before the older edition
 * @param after the newer one
 */
export function diffCatalogs(before: readonly DiffEntry[], after: readonly DiffEntry[]): CatalogDiff {
  const diff: CatalogDiff = {
    added: [],
    removed: [],
    moved: [],
    renamed: [],
    level_changed: [],
    withdrawn: [],
    reworded: [],
    texts_missing: 0,
    unchanged: 0,
  };
  const pairs = pairUp(before, after);
  const matched = new Set(pairs.values());
  for (const entry of before) if (!matched.has(entry)) diff.removed.push(item(entry));
  for (const entry of after) {
    const old = pairs.get(entry);
    if (old === undefined) diff.added.push(item(entry));
    else if (!compare(old, entry, diff)) diff.unchanged += 1;
  }
  return diff;
}

const item = ({ id, title }: DiffEntry): DiffItem => ({ id, title });

/** @returns the older entry of every newer one */
function pairUp(before: readonly DiffEntry[], after: readonly DiffEntry[]): Map<DiffEntry, DiffEntry> {
  const pairs = new Map<DiffEntry, DiffEntry>();
  const taken = new Set<DiffEntry>();
  const byAlt = new Map(before.filter(({ altId }) => altId !== null).map((entry) => [entry.altId, entry]));
  const byId = new Map(before.map((entry) => [entry.id, entry]));
  const pair = (entry: DiffEntry, old: DiffEntry | undefined): void => {
    if (old === undefined || taken.has(old)) return;
    pairs.set(entry, old);
    taken.add(old);
  };
  for (const entry of after) if (entry.altId !== null) pair(entry, byAlt.get(entry.altId));
  for (const entry of after) {
    if (pairs.has(entry)) continue;
    const old = byId.get(entry.id);
    // Two lasting identifiers that differ are two controls, whatever their ids.
    if (old !== undefined && (old.altId === null || entry.altId === null)) pair(entry, old);
  }
  return pairs;
}

/** @returns whether anything differs */
function compare(old: DiffEntry, entry: DiffEntry, diff: CatalogDiff): boolean {
  let changed = false;
  const note = <T>(list: T[], value: T): void => {
    list.push(value);
    changed = true;
  };
  if (old.id !== entry.id) note(diff.moved, { ...item(entry), before: old.id });
  if (!old.withdrawn && entry.withdrawn) {
    note(diff.withdrawn, { id: entry.id, title: old.title });
    return true;
  }
  if (old.title !== entry.title) note(diff.renamed, { ...item(entry), before: old.title });
  if (old.level !== entry.level) {
    note(diff.level_changed, { ...item(entry), before: old.level, after: entry.level });
  }
  if (old.textSha256 === null || entry.textSha256 === null) {
    if (!entry.withdrawn) diff.texts_missing += 1;
  } else if (old.textSha256 !== entry.textSha256) {
    note(diff.reworded, item(entry));
  }
  return changed;
}
