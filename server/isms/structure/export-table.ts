import { type ImportField, importFields } from '../../contract/structure-import.js';
import { headers, type Language, statusWords, typeWords } from './import-words.js';
import type { TargetObjectValues } from './target-object.js';

/** Column (0-based) of {@link exportTable} that holds numbers. */
export const numericColumns: ReadonlySet<number> = new Set([importFields.indexOf('count')]);

/**
 * Target objects as a table that an import reads back without a difference.
 * @param objects `group` is a key
 * @param dependencies keys that an object depends on, by its key
 * @returns the header and a row for every object
 */
export function exportTable(
  objects: readonly TargetObjectValues[],
  dependencies: ReadonlyMap<string, readonly string[]>,
  language: Language,
): string[][] {
  const boolean = language === 'de' ? { true: 'ja', false: 'nein' } : { true: 'yes', false: 'no' };
  const cell = (object: TargetObjectValues, field: ImportField): string => {
    if (field === 'depends_on') return (dependencies.get(object.key) ?? []).join(', ');
    if (field === 'type') return typeWords[object.type][language][0]!;
    if (field === 'status') return statusWords[object.status][language][0]!;
    if (field === 'is_group') return boolean[`${object.is_group}`];
    const value = object[field];
    return Array.isArray(value) ? value.join(', ') : String(value ?? '');
  };
  return [
    importFields.map((field) => headers[field][language]),
    ...objects.map((object) => importFields.map((field) => cell(object, field))),
  ];
}
