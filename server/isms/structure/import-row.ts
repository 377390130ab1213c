import type { TargetObjectInput, TargetObjectType } from '../../contract/isms.js';
import type { ImportField, ImportProblem, Mapping } from '../../contract/structure-import.js';
import type { TableRow } from '../table/table.js';
import { booleanOf, statusOf, typeOf } from './import-words.js';
import { normaliseTargetObject, type TargetObjectValues, targetObjectProblems } from './target-object.js';

/** A row as a target object; `group` and `dependsOn` are keys. */
export interface ReadRow {
  values: TargetObjectValues;
  /** undefined: the table says nothing of dependencies. */
  dependsOn: string[] | undefined;
  problems: ImportProblem[];
}

/** What the schema of the contract allows a text to have. */
const longest: Partial<Record<ImportField, number>> = {
  key: 40,
  name: 200,
  description: 4000,
  platform: 200,
  location: 200,
  users: 1000,
  owner: 200,
  group: 40,
};
const longestLists = { hostnames: 2000, addresses: 2000, tags: 50, depends_on: 2000 } as const;
const longestTag = 60;

/**
 * Reads one row of a table as a target object.
 * @param stored what is there with the row's key: fields without a column keep its values
 * @param defaultType of an object whose type the table does not say
 * @returns the object and every fault with its column
 */
export function readRow(
  row: TableRow,
  mapping: Mapping,
  stored: TargetObjectValues | undefined,
  defaultType: TargetObjectType | undefined,
): ReadRow {
  const problems: ImportProblem[] = [];
  const wrong = (field: ImportField, message: string): void => {
    problems.push({ row: row.number, column: mapping[field] ?? null, field, message });
  };
  const cell = (field: ImportField): string | undefined => {
    const column = mapping[field];
    if (column === undefined) return undefined;
    const fault = row.faults.get(column);
    if (fault !== undefined) wrong(field, fault);
    const text = (row.cells[column] ?? '').trim();
    const limit = longest[field];
    if (limit !== undefined && text.length > limit) wrong(field, `has more than ${limit} characters`);
    return text;
  };
  const list = (field: keyof typeof longestLists, separators: RegExp): string[] | undefined => {
    const items = cell(field)
      ?.split(separators)
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items !== undefined && items.length > longestLists[field]) {
      wrong(field, `has more than ${longestLists[field]} entries`);
    }
    return items;
  };
  const input: TargetObjectInput = {
    ...stored,
    key: cell('key') ?? '',
    type: readType(cell('type'), stored?.type ?? defaultType, wrong),
    name: cell('name') ?? stored?.name ?? '',
  };
  for (const field of ['description', 'platform', 'location', 'users', 'owner'] as const) {
    const text = cell(field);
    if (text !== undefined) input[field] = text;
  }
  readSpecial(input, cell, wrong);
  const hostnames = list('hostnames', /[\s,;|]/);
  const addresses = list('addresses', /[\s,;|]/);
  const tags = list('tags', /[,;|\n]/);
  if (tags?.some((tag) => tag.length > longestTag))
    wrong('tags', `one has more than ${longestTag} characters`);
  const values = normaliseTargetObject({
    ...input,
    ...(hostnames && { hostnames }),
    ...(addresses && { addresses }),
    ...(tags && { tags }),
  });
  for (const { pointer, message } of targetObjectProblems(values)) {
    wrong(pointer.split('/')[1] as ImportField, message);
  }
  return { values, dependsOn: list('depends_on', /[,;|\n]/), problems };
}

type Wrong = (field: ImportField, message: string) => void;

function readType(
  text: string | undefined,
  otherwise: TargetObjectType | undefined,
  wrong: Wrong,
): TargetObjectType {
  const type = text === undefined || text === '' ? otherwise : typeOf(text);
  if (type === undefined) {
    wrong('type', text ? `"${text.slice(0, 60)}" is no type of target objects` : 'the type is missing');
  }
  return type ?? 'it_system';
}

function readSpecial(
  input: TargetObjectInput,
  cell: (field: ImportField) => string | undefined,
  wrong: Wrong,
): void {
  const count = cell('count');
  if (count) {
    const value = Number(count.replace(/[.\s](?=\d{3}\b)/g, ''));
    if (Number.isInteger(value) && value >= 1 && value <= 1_000_000) input.count = value;
    else wrong('count', `"${count.slice(0, 60)}" is no whole number from 1 to 1,000,000`);
  } else if (count !== undefined) input.count = 1;
  const status = cell('status');
  if (status) {
    const value = statusOf(status);
    if (value === undefined) wrong('status', `"${status.slice(0, 60)}" is no status`);
    else input.status = value;
  }
  const isGroup = cell('is_group');
  if (isGroup !== undefined) {
    const value = booleanOf(isGroup);
    if (value === undefined) wrong('is_group', `"${isGroup.slice(0, 60)}" is neither yes nor no`);
    else input.is_group = value;
  }
  const group = cell('group');
  if (group !== undefined) input.group = group === '' ? null : group;
}
