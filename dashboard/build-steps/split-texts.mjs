import { readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const entry = fileURLToPath(new URL('../main.tsx', import.meta.url));
const wanted = /^(.+\/locales\/(?:de|en)\.json)\?(first|rest)$/;
const imports = /^(?:import|export)\s(?!type\s)[^'"]*?['"](\.[^'"]+)['"]/gm;

/** @returns {string} path of the source that a module specifier such as `./app.js` means; empty: no source */
function sourceOf(importer, specifier) {
  const path = join(dirname(importer), specifier);
  if (extname(path) !== '.js') return '';
  const stem = path.slice(0, -'.js'.length);
  for (const end of ['.tsx', '.ts'])
    try {
      readFileSync(stem + end);
      return stem + end;
    } catch {}
  return '';
}

/** @returns {Set<string>} paths of the modules that the browser loads before anything is shown */
function firstModules() {
  const found = new Set([entry]);
  for (const path of found)
    for (const [, specifier] of readFileSync(path, 'utf8').matchAll(imports)) {
      const source = sourceOf(path, specifier);
      if (source !== '') found.add(source);
    }
  return found;
}

/**
 * Divides a message catalogue in two: the texts of the modules of the first load, and those of all other pages.
 * @param {Record<string, string>} catalogue
 * @returns {{ first: Record<string, string>, rest: Record<string, string> }}
 */
export function splitTexts(catalogue) {
  const code = [...firstModules()].map((path) => readFileSync(path, 'utf8')).join('\n');
  const literals = new Set([...code.matchAll(/['"`]([a-z_]+(?:\.\w+)+)['"`]/g)].map(([, key]) => key));
  const prefixes = [...code.matchAll(/`((?:\w+\.)+)\$\{/g)].map(([, prefix]) => prefix);
  const isFirst = (key) =>
    literals.has(key) ||
    literals.has(key.replace(/\.(?:one|other)$/, '')) ||
    prefixes.some((prefix) => key.startsWith(prefix));
  const entries = Object.entries(catalogue);
  return {
    first: Object.fromEntries(entries.filter(([key]) => isFirst(key))),
    rest: Object.fromEntries(entries.filter(([key]) => !isFirst(key))),
  };
}

/** Serves `de.json?first` and `de.json?rest`, the parts of a catalogue. */
export const partsOfTexts = {
  name: 'grundwacht-parts-of-texts',
  enforce: 'pre',
  load(id) {
    const [, path, part] = wanted.exec(id) ?? [];
    if (path === undefined) return null;
    this.addWatchFile(path);
    return {
      code: JSON.stringify(splitTexts(JSON.parse(readFileSync(path, 'utf8')))[part]),
      moduleType: 'json',
    };
  },
};
