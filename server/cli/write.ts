import { shown, shownJson } from '../contract/foreign-text.js';

/**
 * Writes to standard output. What stands in records, names and rules is others' choice and may command a terminal:
 * what cannot be seen is named, see {@link shown}.
 * @returns false when the reader does not keep up
 */
export const writeOut = (text: string): boolean => process.stdout.write(shown(text));

/** {@link writeOut} to standard error. */
export const writeError = (text: string): boolean => process.stderr.write(shown(text));

/** @returns a line of JSON, or lines with an indent; the same data, with what cannot be seen escaped */
export const jsonText = (value: unknown, indent = 0): string => `${shownJson(value, indent)}\n`;
