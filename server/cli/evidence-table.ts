import { Value } from 'typebox/value';
import { GrundwachtError } from '../contract/errors.js';
import { type classifications, EvidenceInput } from '../contract/evidence.js';
import type { Table, TableRow } from '../isms/table/table.js';

/** Columns of the list of an evidence import; those in front are needed. */
export const evidenceColumns = [
  ...['title', 'effective_on', 'provided_by', 'requirements'],
  ...['file', 'link', 'shows', 'valid_until', 'classification', 'target_objects'],
] as const;
const needed = evidenceColumns.slice(0, 4);

/** An item as the list says it: `file` is a name in the folder, target objects are keys. */
export interface ListedEvidence {
  line: number;
  file: string | null;
  objects: string[];
  input: Omit<EvidenceInput, 'file' | 'target_objects'>;
}

/**
 * @param table with a row of column names first
 * @returns the items of the list
 * @throws GrundwachtError VALIDATION with every line that has a fault
 */
export function readEvidenceTable({ rows }: Table): ListedEvidence[] {
  const [head, ...items] = rows;
  const names = head?.cells.map((cell) => cell.trim().toLowerCase()) ?? [];
  const faults = [
    ...needed.filter((name) => !names.includes(name)).map((name) => `line 1: has no column ${name}`),
    ...names
      .filter((name) => name !== '' && !(evidenceColumns as readonly string[]).includes(name))
      .map((name) => `line 1: the column ${name} is not known; there are ${evidenceColumns.join(', ')}`),
  ];
  const listed: ListedEvidence[] = [];
  if (faults.length === 0) {
    for (const row of items.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''))) {
      const item = itemOf(row, names);
      const fault = faultOf(item);
      if (fault === undefined) listed.push(item);
      else faults.push(`line ${row.number}: ${fault}`);
    }
  }
  if (faults.length > 0) throw new GrundwachtError('VALIDATION', faults.join('\n'));
  return listed;
}

function itemOf({ number, cells }: TableRow, names: readonly string[]): ListedEvidence {
  const cell = (name: string): string => cells[names.indexOf(name)]?.trim() ?? '';
  const orNull = (text: string): string | null => (text === '' ? null : text);
  const file = orNull(cell('file'));
  return {
    line: number,
    file,
    objects: partsOf(cell('target_objects')),
    input: {
      kind: file === null ? 'link' : 'file',
      title: cell('title'),
      shows: cell('shows'),
      effective_on: isoDay(cell('effective_on')),
      valid_until: orNull(isoDay(cell('valid_until'))),
      provided_by: cell('provided_by'),
      classification: (cell('classification') || 'internal') as (typeof classifications)[number],
      requirements: partsOf(cell('requirements')),
      link: orNull(cell('link')),
      observation: null,
    },
  };
}

function faultOf({ file, input }: ListedEvidence): string | undefined {
  if ((file === null) === (input.link === null)) return 'has to name a file or a link';
  if (file !== null && (/[/\\]/.test(file) || file.startsWith('.')))
    return `file: "${file}" is no name of a file`;
  if (input.requirements.length === 0) return 'requirements: names none';
  const [first] = Value.Errors(EvidenceInput, { ...input, file: null, target_objects: [] });
  if (first === undefined) return undefined;
  return `${first.instancePath.slice(1).replace('/', ' ')}: ${first.message}`;
}

const partsOf = (text: string): string[] => [...new Set(text.split(/[\s,]+/).filter((part) => part !== ''))];

/** Days as German spreadsheets write them, too. */
const isoDay = (text: string): string =>
  text.replace(/^(\d{1,2})\.(\d{1,2})\.(\d{4})$/, (_, day: string, month: string, year: string) =>
    [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-'),
  );
