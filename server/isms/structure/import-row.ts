import { faultMessage } from '../../contract/fault.js';
import type { TargetObjectInput, TargetObjectType } from '../../contract/isms.js';
import type { ImportField, ImportProblem, ImportReason, Mapping } from '../../contract/structure-import.js';
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
  const wrong: Wrong = (field, reason, given, message) => {
    problems.push({ row: row.number, column: mapping[field] ?? null, field, reason, given, message });
  };
  const cell = (field: ImportField): string | undefined => {
    const column = mapping[field];
    if (column === undefined) return undefined;
    const fault = row.faults.get(column);
    if (fault !== undefined) wrong(field, 'cell_unreadable', '', fault);
    const text = (row.cells[column] ?? '').trim();
    const limit = longest[field];
    if (limit !== undefined && text.length > limit) {
      wrong(field, 'too_long', String(limit), `has more than ${limit} characters`);
    }
    return text;
  };
  const list = (field: keyof typeof longestLists, separators: RegExp): string[] | undefined => {
    const items = cell(field)
      ?.split(separators)
      .map((item) => item.trim())
      .filter((item) => item !== '');
    if (items !== undefined && items.length > longestLists[field]) {
      const limit = longestLists[field];
      wrong(field, 'too_many', String(limit), `has more than ${limit} entries`);
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
  if (tags?.some((tag) => tag.length > longestTag)) {
    wrong('tags', 'tag_too_long', String(longestTag), `one has more than ${longestTag} characters`);
  }
  const values = normaliseTargetObject({
    ...input,
    ...(hostnames && { hostnames }),
    ...(addresses && { addresses }),
    ...(tags && { tags }),
  });
  for (const fault of targetObjectProblems(values)) {
    const [field, at] = fault.pointer.slice(1).split('/') as [keyof TargetObjectValues, string | undefined];
    const value = values[field];
    const given = Array.isArray(value) ? (value[Number(at)] ?? '') : String(value ?? '');
    wrong(field, valueReason(field, given), given.slice(0, mostGiven), faultMessage(fault));
  }
  return { values, dependsOn: list('depends_on', /[,;|\n]/), problems };
}

type Wrong = (field: ImportField, reason: ImportReason, given: string, message: string) => void;

/** A text is quoted up to so many characters. */
const mostGiven = 60;

/** @returns why a value of a target object was refused, by its field */
function valueReason(field: ImportField, given: string): ImportReason {
  if (field === 'hostnames') return 'hostname_wrong';
  if (field === 'addresses') return 'address_wrong';
  if (field === 'group') return 'group_nested';
  return given === '' ? 'blank' : 'control_characters';
}

function readType(
  text: string | undefined,
  otherwise: TargetObjectType | undefined,
  wrong: Wrong,
): TargetObjectType {
  const type = text === undefined || text === '' ? otherwise : typeOf(text);
  if (type === undefined) {
    const given = text?.slice(0, mostGiven) ?? '';
    if (given === '') wrong('type', 'type_missing', '', 'the type is missing');
    else wrong('type', 'type_unknown', given, `"${given}" is no type of target objects`);
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
    else {
      const given = count.slice(0, mostGiven);
      wrong('count', 'count_wrong', given, `"${given}" is no whole number from 1 to 1,000,000`);
    }
  } else if (count !== undefined) input.count = 1;
  const status = cell('status');
  if (status) {
    const value = statusOf(status);
    const given = status.slice(0, mostGiven);
    if (value === undefined) wrong('status', 'status_unknown', given, `"${given}" is no status`);
    else input.status = value;
  }
  const isGroup = cell('is_group');
  if (isGroup !== undefined) {
    const value = booleanOf(isGroup);
    const given = isGroup.slice(0, mostGiven);
    if (value === undefined) wrong('is_group', 'boolean_unknown', given, `"${given}" is neither yes nor no`);
    else input.is_group = value;
  }
  const group = cell('group');
  if (group !== undefined) input.group = group === '' ? null : group;
}
