import { didYouMean } from '../contract/did-you-mean.js';
import { numberColumns, textColumns } from '../contract/event-columns.js';

/**
 * How a field is searched. `keyword`: the whole value; `text`: a part of it; `ip`: an address or network; `own`: a
 * record's field under its original name, which may hold a list.
 */
export type FieldKind = 'keyword' | 'text' | 'ip' | 'number' | 'time' | 'original' | 'own';

export interface Field {
  name: string;
  kind: FieldKind;
}

const texts = new Set<string>(['message', 'error.message']);
const addresses = new Set<string>(['source.ip', 'destination.ip']);

const columns = new Map<string, FieldKind>([
  ['@timestamp', 'time'],
  ['event.ingested', 'time'],
  ['id', 'keyword'],
  ['tenant', 'keyword'],
  ...textColumns.map((name) => [name, textKind(name)] as const),
  ...numberColumns.map((name) => [name, 'number'] as const),
  ['event.original', 'original'],
]);

function textKind(name: string): FieldKind {
  return texts.has(name) ? 'text' : addresses.has(name) ? 'ip' : 'keyword';
}

/** Names of the columns that a query can name, with how each is searched. */
export const searchColumns: ReadonlyMap<string, FieldKind> = columns;

/** @returns the field of a name; one without a column of its own is a record's */
export function fieldOf(name: string): Field {
  return { name, kind: columns.get(name) ?? 'own' };
}

/** @returns the column that may have been meant by a name that is none */
export function similarColumn(name: string): string | undefined {
  return columns.has(name) ? undefined : didYouMean(name, columns.keys());
}
