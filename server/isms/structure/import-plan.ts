import type { TargetObjectType } from '../../contract/isms.js';
import type { RelationKind } from '../../contract/structure.js';
import {
  type ImportField,
  type ImportProblem,
  type ImportReason,
  type ImportRow,
  importFields,
  type Mapping,
} from '../../contract/structure-import.js';
import type { TableRow } from '../table/table.js';
import { type ReadRow, readRow } from './import-row.js';
import { kindsBetween, mayRelate } from './relation-kinds.js';
import type { TargetObjectValues } from './target-object.js';

/** What is in the domain, by key; `group` is a key. */
export interface StoredStructure {
  objects: ReadonlyMap<string, TargetObjectValues>;
  relations: readonly KeyedRelation[];
}

/** A relation of two objects by their keys. */
export interface KeyedRelation {
  from: string;
  to: string;
  kind: RelationKind;
}

export interface ImportPlan {
  rows: ImportRow[];
  problems: ImportProblem[];
  /** Right rows that differ from what is stored. */
  objects: TargetObjectValues[];
  /** Relations of right rows that are not there yet. */
  relations: KeyedRelation[];
}

interface PlannedRow extends ReadRow {
  row: number;
  cells: readonly string[];
}

/** A cell of a preview is cut here. */
const longestCell = 200;

/**
 * Says what an import would do, row by row; stores nothing.
 * @param rows of the table, without the header
 * @param mapping the column of each field; without one of `key` every row is wrong
 * @param stored what is there already: it is found by its key, and fields without a column stay as they are
 * @param defaultType of new objects whose type the table does not say
 */
export function planImport(
  rows: readonly TableRow[],
  mapping: Mapping,
  stored: StoredStructure,
  defaultType: TargetObjectType | undefined,
): ImportPlan {
  const read = rows.map((row): PlannedRow => {
    const key = (mapping.key === undefined ? '' : (row.cells[mapping.key] ?? '')).trim().normalize('NFC');
    return {
      row: row.number,
      cells: row.cells,
      ...readRow(row, mapping, stored.objects.get(key), defaultType),
    };
  });
  refuseRepeated(read, mapping);
  const context = { mapping, stored, related: byEnds(stored.relations) };
  for (const planned of read) checkReferences(planned, { ...context, known: afterImport(read, stored) });
  // A row that refers to a wrong one is wrong itself.
  for (let right = read.filter(isRight), before = Number.POSITIVE_INFINITY; right.length < before; ) {
    before = right.length;
    const known = afterImport(read, stored);
    for (const planned of right) checkReferences(planned, { ...context, known });
    right = right.filter(isRight);
  }
  return summary(read, afterImport(read, stored), stored, context.related);
}

interface Context {
  mapping: Mapping;
  stored: StoredStructure;
  /** Stored relations at an object, by its key. */
  related: ReadonlyMap<string, readonly KeyedRelation[]>;
  /** What there is after the import of the right rows, by key. */
  known: ReadonlyMap<string, TargetObjectValues>;
}

const isRight = ({ problems }: ReadRow): boolean => problems.length === 0;

function afterImport(
  read: readonly PlannedRow[],
  stored: StoredStructure,
): ReadonlyMap<string, TargetObjectValues> {
  const known = new Map(stored.objects);
  for (const planned of read) if (isRight(planned)) known.set(planned.values.key, planned.values);
  return known;
}

function byEnds(relations: readonly KeyedRelation[]): Map<string, KeyedRelation[]> {
  const related = new Map<string, KeyedRelation[]>();
  for (const relation of relations) {
    for (const end of [relation.from, relation.to]) {
      const list = related.get(end);
      if (list === undefined) related.set(end, [relation]);
      else list.push(relation);
    }
  }
  return related;
}

const hasRelation = (related: Context['related'], from: string, to: string): boolean =>
  related.get(from)?.some((relation) => relation.from === from && relation.to === to) ?? false;

/** @returns a value as it is shown beside another one */
export function shown(value: TargetObjectValues[keyof TargetObjectValues]): string {
  return Array.isArray(value) ? value.join(', ') : String(value ?? '');
}

function refuseRepeated(read: readonly PlannedRow[], mapping: Mapping): void {
  const first = new Map<string, number>();
  for (const { row, values, problems } of read) {
    if (values.key === '') continue;
    const earlier = first.get(values.key);
    if (earlier === undefined) first.set(values.key, row);
    else {
      const message = `${values.key} is in row ${earlier} already`;
      const column = mapping.key ?? null;
      problems.push({ row, column, field: 'key', reason: 'repeated', given: String(earlier), message });
    }
  }
}

function checkReferences(
  { row, values, dependsOn, problems }: PlannedRow,
  { mapping, stored, related, known }: Context,
): void {
  const wrong = (field: ImportField, reason: ImportReason, given: string, message: string): void => {
    problems.push({ row, column: mapping[field] ?? null, field, reason, given, message });
  };
  if (values.group !== null) {
    const { group: name } = values;
    const group = known.get(name);
    if (group === undefined) wrong('group', 'object_unknown', name, `there is no target object ${name}`);
    else if (!group.is_group) wrong('group', 'group_unfit', name, `${name} is no group`);
    else if (group.type !== values.type) {
      wrong('group', 'group_type', name, `${name} is a group of another type`);
    }
  }
  for (const target of dependsOn ?? []) {
    if (hasRelation(related, values.key, target)) continue;
    const other = known.get(target);
    if (other === undefined) {
      wrong('depends_on', 'object_unknown', target, `there is no target object ${target}`);
    } else if (target === values.key) {
      wrong('depends_on', 'depends_on_itself', '', 'an object does not depend on itself');
    } else if (kindsBetween(values.type, other.type).length === 0) {
      const message = `an object of this type does not depend on one like ${target}`;
      wrong('depends_on', 'depends_unfit', target, message);
    }
  }
  const old = stored.objects.get(values.key);
  if (old === undefined || (old.type === values.type && old.is_group === values.is_group)) return;
  for (const { from, to, kind } of related.get(values.key) ?? []) {
    const [a, b] = [known.get(from)!, known.get(to)!];
    if (mayRelate(kind, a.type, b.type)) continue;
    const given = `${from} → ${to}`;
    wrong('type', 'relation_unfit', given, `does not go with the relation ${from} ${kind} ${to}`);
  }
  for (const member of known.values()) {
    if (member.group !== values.key || (values.is_group && member.type === values.type)) continue;
    const message = `${member.key} is a member of this group`;
    wrong(values.is_group ? 'type' : 'is_group', 'member_unfit', member.key, message);
  }
}

function summary(
  read: readonly PlannedRow[],
  known: ReadonlyMap<string, TargetObjectValues>,
  stored: StoredStructure,
  related: Context['related'],
): ImportPlan {
  const plan: ImportPlan = { rows: [], problems: [], objects: [], relations: [] };
  for (const { row, cells, values, dependsOn, problems } of read) {
    plan.problems.push(...problems);
    const old = stored.objects.get(values.key);
    const changes = problems.length > 0 ? [] : changesOf(old, values);
    const added =
      problems.length > 0
        ? []
        : [...new Set(dependsOn)].filter((target) => !hasRelation(related, values.key, target));
    if (added.length > 0) changes.push({ field: 'depends_on', from: '', to: added.join(', ') });
    const action =
      problems.length > 0 ? 'wrong' : old === undefined ? 'create' : changes.length > 0 ? 'change' : 'same';
    plan.rows.push({
      row,
      key: values.key,
      action,
      cells: cells.map((text) => text.slice(0, longestCell)),
      changes,
    });
    if (action === 'create' || action === 'change') plan.objects.push(values);
    for (const to of added) {
      const kind = kindsBetween(values.type, known.get(to)!.type)[0]!;
      plan.relations.push({ from: values.key, to, kind });
    }
  }
  return plan;
}

function changesOf(old: TargetObjectValues | undefined, values: TargetObjectValues): ImportRow['changes'] {
  return importFields
    .filter((field) => field !== 'depends_on')
    .map((field) => ({ field, from: old === undefined ? '' : shown(old[field]), to: shown(values[field]) }))
    .filter(({ from, to }) => from !== to);
}
