import type { Mapping } from '../../../server/contract/structure-import.js';

const key = 'grundwacht.import';
/** Tables with other headers than these were not imported for longer. */
const mostKept = 20;

interface Kept {
  columns: string;
  mapping: Mapping;
}

const nameOf = (columns: readonly string[]): string => columns.map((column) => column.trim()).join('\t');

function kept(storage: Storage): Kept[] {
  try {
    const list = JSON.parse(storage.getItem(key) ?? '[]') as Kept[];
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

/** @returns which column held which field when a table with the same headers was imported last */
export function rememberedMapping(
  columns: readonly string[],
  storage: Storage = localStorage,
): Mapping | undefined {
  return kept(storage).find((each) => each.columns === nameOf(columns))?.mapping;
}

/** Keeps what a person chose for tables with these headers. */
export function rememberMapping(
  columns: readonly string[],
  mapping: Mapping,
  storage: Storage = localStorage,
): void {
  const name = nameOf(columns);
  const others = kept(storage).filter((each) => each.columns !== name);
  storage.setItem(key, JSON.stringify([{ columns: name, mapping }, ...others].slice(0, mostKept)));
}
