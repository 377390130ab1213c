import { GrundwachtError } from '../../contract/errors.js';

/** Namespace of our own properties. */
export const namespace = 'urn:grundwacht:oscal:1';

export interface Property {
  name: string;
  ns?: string;
  value: string;
  class?: string;
  group?: string;
}

/**
 * Kinds of a record's fields, and what stands for "nothing": text and list are empty, a flag is off, the others null.
 * What is nothing is left out of the document.
 */
export type FieldKind = 'text' | 'maybe' | 'number' | 'maybe-number' | 'flag' | 'list' | 'map' | 'maybe-json';
export type Fields = Readonly<Record<string, FieldKind>>;

interface Values {
  text: string;
  maybe: string | null;
  number: number;
  'maybe-number': number | null;
  flag: boolean;
  list: unknown[];
  map: Record<string, unknown>;
  'maybe-json': unknown;
}
export type RecordOf<F extends Fields> = { [K in keyof F]: Values[F[K]] };

/** OSCAL's StringDatatype: one line without white space around it. */
const oneLine = /^\S(?:.*\S)?$/u;

/** @returns the text as a property can hold it; as JSON where it cannot be held as it is */
function encodeText(text: string): string {
  if (oneLine.test(text) && !text.startsWith('"')) return text;
  return JSON.stringify(text).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

const decodeText = (value: string): string => (value.startsWith('"') ? (JSON.parse(value) as string) : value);

/** @returns properties with a record's fields in the order of the fields */
export function toProps<F extends Fields>(
  fields: F,
  record: RecordOf<F>,
  place: Pick<Property, 'class' | 'group'> = {},
): Property[] {
  return Object.entries(fields).flatMap(([name, kind]) => {
    const value: unknown = record[name];
    const text = encode(kind, value);
    return text === undefined ? [] : [{ name, ns: namespace, value: text, ...place }];
  });
}

function encode(kind: FieldKind, value: unknown): string | undefined {
  if (value === null || value === undefined || value === '' || value === false) return undefined;
  if (kind === 'text' || kind === 'maybe') return encodeText(String(value));
  if (kind === 'list' && (value as unknown[]).length === 0) return undefined;
  if (kind === 'map' && Object.keys(value as object).length === 0) return undefined;
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16)}`);
}

/** @throws GrundwachtError VALIDATION for a property whose value is not of its field's kind */
export function fromProps<F extends Fields>(
  fields: F,
  props: readonly Property[] | undefined,
  where: Pick<Property, 'class' | 'group'> = {},
): RecordOf<F> {
  const values = new Map<string, string>();
  for (const { name, ns, value, class: kind, group } of props ?? []) {
    if (ns === namespace && kind === where.class && group === where.group) values.set(name, value);
  }
  return Object.fromEntries(
    Object.entries(fields).map(([name, kind]) => [name, decode(name, kind, values.get(name))]),
  ) as RecordOf<F>;
}

function decode(name: string, kind: FieldKind, value: string | undefined): unknown {
  if (value === undefined) {
    if (kind === 'text') return '';
    if (kind === 'flag') return false;
    if (kind === 'list') return [];
    if (kind === 'map') return {};
    if (kind === 'number') {
      throw new GrundwachtError('VALIDATION', {
        message: 'the property {name} of {namespace} is missing',
        values: { name, namespace },
      });
    }
    return null;
  }
  try {
    const decoded: unknown = kind === 'text' || kind === 'maybe' ? decodeText(value) : JSON.parse(value);
    if (fits(kind, decoded)) return decoded;
  } catch {
    // Told below.
  }
  throw new GrundwachtError('VALIDATION', {
    message: 'the property {name} of {namespace} has the value {value}',
    values: { name, namespace, value: value.slice(0, 60) },
  });
}

function fits(kind: FieldKind, value: unknown): boolean {
  if (kind === 'number' || kind === 'maybe-number') return Number.isFinite(value);
  if (kind === 'flag') return value === true;
  if (kind === 'list') return Array.isArray(value);
  if (kind === 'map') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return kind === 'maybe-json' || typeof value === 'string';
}

/** Several records among the properties of one thing: each is a group of the class. */
export function recordsToProps<F extends Fields>(
  fields: F,
  records: readonly RecordOf<F>[],
  kind: string,
): Property[] {
  return records.flatMap((record, n) => toProps(fields, record, { class: kind, group: `r${n + 1}` }));
}

/** @throws GrundwachtError VALIDATION */
export function recordsFromProps<F extends Fields>(
  fields: F,
  props: readonly Property[] | undefined,
  kind: string,
): RecordOf<F>[] {
  const groups = new Set(
    (props ?? []).flatMap(({ ns, class: of, group }) =>
      ns === namespace && of === kind && group !== undefined ? [group] : [],
    ),
  );
  return [...groups].map((group) => fromProps(fields, props, { class: kind, group }));
}
