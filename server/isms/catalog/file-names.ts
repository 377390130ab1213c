import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../contract/package-root.js';

let known: Readonly<Record<string, readonly string[]>> | undefined;

/**
 * Other documents name a catalogue by its file. BSI's file names of the shipped catalogues are data
 * (`grundschutz-catalog/oscal/file-names.json`).
 * @param catalog id
 * @returns the names that its file goes by
 */
export function knownFileNames(catalog: string): readonly string[] {
  known ??= JSON.parse(
    readFileSync(join(packageRoot(), 'grundschutz-catalog', 'oscal', 'file-names.json'), 'utf8'),
  ) as Record<string, string[]>;
  return known[catalog] ?? [];
}

/** BSI's mapping tool puts a hash before the name: `05160af58864-BSI-Stand-der-Technik-Kernel-catalog.json`. */
export function isFileName(reference: string, name: string): boolean {
  return reference === name || (reference.endsWith(`-${name}`) && /^[0-9a-f]{8,64}-/.test(reference));
}
